"""Tests that take longer than a change should wait for: `make soak`."""
