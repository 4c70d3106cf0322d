"""The trusted side of the wall: starts what runs a student's code, talks to it, and ends it."""
