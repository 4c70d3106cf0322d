"""Tells what `panal run --json` wrote to GitHub Actions: the job's summary, in the language of
the course, and the step's outputs. Run it in the course's folder.

    python integrations/github/report.py results.json

The files are those that the runner names in GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. The output
`result` is what classroom-resources/autograding-grading-reporter reads from its runners.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from panal.course.course import open_course
from panal.errors import UsageError
from panal.language import N_
from panal.language import gettext as _

PENDING = N_("pending: a person will decide on the points")


def main(path: Path) -> None:
    with suppress(UsageError):  # `panal run` has said it
        open_course()
    data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    outputs = {
        "score": "",
        "max-score": "",
        "result": encoded({"version": 1, "status": "error", "max_score": 0, "tests": []}),
    }
    why = _(
        "We could not check your submission, so it has no score. See that the notebook is in its place "
        "and has its name; if so, please tell your teacher."
    )
    summary = "## " + _("No score") + f"\n\n{why}\n"
    if data is not None:
        most = sum(test["max_score"] for test in data["tests"])
        outputs = {
            "score": f"{data['score']:g}",
            "max-score": f"{most:g}",
            "result": encoded(for_reporter(data, most)),
        }
        summary = page(data, most)
    append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs.items()))
    append("GITHUB_STEP_SUMMARY", summary)


def append(variable: str, text: str) -> None:
    """Add to one of the runner's files; each step has its own part of them."""
    with Path(os.environ[variable]).open("a", encoding="utf-8") as file:
        file.write(text)


def encoded(data: object) -> str:
    return base64.b64encode(json.dumps(data).encode()).decode()


def name_of(test: dict[str, Any]) -> str:
    notebook, slash, name = str(test["name"]).rpartition("/")
    return notebook + slash + name.removeprefix("test_")


def for_reporter(data: dict[str, Any], most: float) -> dict[str, Any]:
    """One test for each exercise, with its points."""
    tests = [
        {
            "name": name_of(test),
            "status": "pass" if test["score"] == test["max_score"] else "fail",
            "score": test["score"],
            "message": "\n".join(said(test)),
            "test_code": "",
            "filename": "",
            "line_no": 0,
            "execution_time": "",
        }
        for test in data["tests"]
    ]
    status = "pass" if all(test["status"] == "pass" for test in tests) else "fail"
    return {"version": 1, "status": status, "max_score": most, "tests": tests}


def is_pending(test: dict[str, Any]) -> bool:
    """Whether a person has yet to decide on points of an exercise."""
    return bool(test["extra_data"].get("pending", 0) > 0)


def said(test: dict[str, Any]) -> list[str]:
    """The lines below an exercise."""
    lines: list[str] = test["output"].splitlines()
    return ["⚠ " + _(PENDING), *lines] if is_pending(test) else lines


def page(data: dict[str, Any], most: float) -> str:
    """The summary: a table of points, then what to look at in each exercise."""
    title = _("{points:g} of {most:g} points").format(points=data["score"], most=most)
    lines = [f"## {title}", ""]
    lines += [f"- {inert(note)}" for note in data["notes"]]
    lines += ["", "| " + _("exercise") + " | " + _("points") + " | |", "|---|---:|---|"]
    for test in data["tests"]:
        full = test["score"] == test["max_score"]
        state = "✔ " + _("complete") if full else "✘ " + _("to be improved")
        if is_pending(test):
            state = "⚠ " + _(PENDING)
        lines.append(f"| `{name_of(test)}` | {test['score']:g} / {test['max_score']:g} | {state} |")
    for test in data["tests"]:
        if test["score"] < test["max_score"] and test["output"]:
            lines += ["", f"### `{name_of(test)}`", ""]
            lines += [f"- {inert(line)}" for line in test["output"].splitlines()]
    if data["isolation"] not in ("namespaces", "users", "landlock"):
        said = _("Without complete isolation: {isolation}.")
        lines += ["", said.format(isolation=inert(data["isolation"]))]
    return "\n".join(lines) + "\n"


def inert(text: str) -> str:
    """A sentence in a page of Markdown: what stands in it is no HTML, no link, no picture and no
    new line.
    """
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("[", "\\[").replace("|", "\\|")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
