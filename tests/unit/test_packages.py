"""panal.packages: what is missing is told before anybody is graded."""

from __future__ import annotations

import importlib.metadata

import pytest

from panal.errors import UsageError
from panal.packages import require

HERE = importlib.metadata.version("numpy")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n\n",
        "numpy",
        f"numpy=={HERE}  # this one\r\nNumPy>=1.0\n",
        "tensorflow>=2.0",  # the build for processors alone is the same
        "--index-url https://example.org/simple\n-r more.txt\n./wheels/own.whl",
        'nowhere-to-be-found; python_version < "3"',
    ],
)
def test_what_is_here(text: str) -> None:
    """In whatever words of pip's; what only pip understands is left to it."""
    require(text, "hw")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nowhere-to-be-found>=2", "nowhere-to-be-found>=2, which is not installed"),
        ("numpy<1", f"numpy<1, of which {HERE} is installed"),
        ("numpy\nnowhere-a\nnowhere-b", "nowhere-a, which is not installed, nowhere-b, which"),
    ],
)
def test_what_is_missing(text: str, said: str) -> None:
    """All of it in one sentence, and how to install it."""
    with pytest.raises(UsageError) as problem:
        require(text, "hw")
    assert said in problem.value.message and "source/hw/requirements.txt" in problem.value.hint
