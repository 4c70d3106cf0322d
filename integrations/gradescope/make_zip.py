"""Makes the zip of an assignment that Gradescope takes under "Configure Autograder". Run it in the
course's folder.

    python integrations/gradescope/make_zip.py convolucion

It holds this package, the release and the graders of the one assignment, and no solution. If there
are exercises without a grader, it also holds the instructor's notebooks, which have the hidden tests
of these. Keep it as secret as the graders.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from panal.course.course import open_course
from panal.language import gettext as _

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGE = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE")
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
EXECUTABLE, PLAIN = 0o100755, 0o100644


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        description="Makes the autograder of an assignment for Gradescope."
    )
    parser.add_argument("assignment", help="a folder in release/ and graders/")
    parser.add_argument("--to", type=Path, default=Path("autograder.zip"), help="the file to write")
    parser.add_argument(
        "--minutes",
        type=int,
        default=20,
        help="the timeout that is set in Gradescope (its default is less)",
    )
    parser.add_argument(
        "--visibility",
        choices=VISIBILITIES,
        default="visible",
        help="when students see points and hints",
    )
    given = parser.parse_args(arguments)
    files = contents(Path.cwd(), given.assignment, given.minutes, given.visibility)
    with zipfile.ZipFile(given.to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (
                EXECUTABLE if name in ("setup.sh", "run_autograder") else PLAIN
            ) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    print(f"{given.to}: {len(files)} files")


def contents(course: Path, assignment: str, minutes: int, visibility: str) -> dict[str, bytes]:
    """Names and contents of all files; the two that Gradescope looks for lie at the top."""
    if not (course / "release" / assignment).is_dir():
        sys.exit(f"There is no release/{assignment} in {course}.")
    files = {name: (HERE / name).read_bytes() for name in ("setup.sh", "run_autograder")}
    files["settings.json"] = json.dumps(
        {
            "assignment": assignment,
            "minutes": minutes,
            "visibility": visibility,
            "said": said(course),
        }
    ).encode()
    for path in [ROOT / name for name in PACKAGE] + sorted((ROOT / "panal").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[f"panal/{path.relative_to(ROOT)}"] = path.read_bytes()
    folders = [course / "release" / assignment, course / "graders" / assignment]
    if any(without_grader(course, assignment)):
        folders.append(course / "source" / assignment)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[f"course/{path.relative_to(course)}"] = path.read_bytes()
    # Each notebook runs twice at most, and what has no verdict by then says so; else Gradescope would
    # end it all with 0.
    runs = 2 * len(list((course / "release" / assignment).glob("*.ipynb")))
    wall_seconds = (minutes * 60 - 120) // max(2, runs)
    config = (course / "nbgrader_config.py").read_bytes()
    files["course/nbgrader_config.py"] = (
        config + f"\nc.Sealed.submission_wall_seconds = {wall_seconds}\n".encode()
    )
    return files


def said(course: Path) -> dict[str, str]:
    """What `run_autograder` itself says to students, in the language of the course: it runs where panal
    can't be imported.
    """
    open_course(course)
    return {
        "not graded": _(
            "We could not check your submission, because of a problem of ours and not of your notebook. "
            "So it has no score yet: please tell your teacher."
        ),
        "pending": _("Some points are pending: a person will decide on them."),
        "not found": _("We found no notebook (a file .ipynb) in your submission."),
        "several": _("Your submission has several notebooks; we checked this one:"),
    }


def without_grader(course: Path, assignment: str) -> Iterator[str]:
    """Cells with tests for which there is no grader."""
    for path in (course / "release" / assignment).glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and marks.get("grade") and not marks.get("solution"):
                name = marks["grade_id"].removeprefix("test_")
                if not (course / "graders" / assignment / f"test_{name}.py").is_file():
                    yield name


if __name__ == "__main__":
    main(sys.argv[1:])
