"""The same course without panal: an ordinary nbgrader course whose test cells hold equivalent
hidden tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
ASSIGNMENT = "convolucion"

RIGHT = "ana-lopez"
"""Who of the demo class has everything right."""

STOPPING = ("hugo-rios", "ines-vega", "julian-castro")
"""With whom nbgrader does not get to the end of a class: a dead kernel, a file that is no JSON,
metadata of an old kind.
"""

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.iopub_timeout = 60  # 4 s are too few for the import of TensorFlow on a busy machine
"""

# What an instructor without panal would paste into each test cell. The graders' own functions are
# called in the student's kernel, without pytest, so that both sides compute the same answers and
# the same references.
HIDDEN = """

### BEGIN HIDDEN TESTS
from pathlib import Path as _Path
from panal.judge.caller import LocalCaller as _Caller, Functions as _Submission
from panal.judge.loading import import_grader as _import_grader
_grader = _import_grader(_Path({path!r}))
for _name, _test in list(vars(_grader).items()):
    if _name.startswith("test_"):
        _test(_Submission(_Caller(globals())))
### END HIDDEN TESTS
"""


def make_course(folder: Path, kinds: Sequence[str], students: int) -> None:
    """Lay out a stock course with a class, but for those with whom nbgrader does not go on.

    Args:
        folder: an empty folder.
        kinds: students of the demo class whose notebooks are handed in, in turn.
        students: how many.
    """
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source = folder / "source" / ASSIGNMENT
    shutil.copytree(ROOT / "source" / ASSIGNMENT, source)
    nb = nbformat.read(source / f"{ASSIGNMENT}.ipynb", as_version=4)
    for cell in nb.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source += HIDDEN.format(path=str(ROOT / "graders" / ASSIGNMENT / f"{grade_id}.py"))
    nbformat.write(nb, source / f"{ASSIGNMENT}.ipynb")
    hand_in(folder, kinds, students, without=STOPPING)


def demo_students() -> list[str]:
    return sorted(path.name for path in (ROOT / "submitted").iterdir() if path.is_dir())


def hand_in(
    folder: Path, kinds: Sequence[str], students: int, without: Collection[str] = ()
) -> None:
    """Let students hand in what some of the demo class did, in turn.

    Args:
        folder: of the course.
        kinds: who of the demo class.
        students: how many.
        without: whose doings nobody hands in.
    """
    for number in range(students):
        kind = kinds[number % len(kinds)]
        if kind not in without:
            target = folder / "submitted" / f"student-{number:03}" / ASSIGNMENT
            shutil.copytree(ROOT / "submitted" / kind / ASSIGNMENT, target)
