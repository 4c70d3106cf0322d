"""What a test needs of the machine. Where that is missing the test is skipped, and on CI it fails: a
test that is tried nowhere would look as if it passed.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacks(reason: str) -> NoReturn:
    """Skip a test, or fail on CI, since the machine lacks something."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def require_root(reason: str) -> None:
    """See that root runs the tests.

    Args:
        reason: what only root can do.
    """
    if os.geteuid() != 0:
        lacks(reason)
