"""`panal init`: a new course with one small exercise, in the language of the course, which can be
released at once.
"""

from __future__ import annotations

import os
from pathlib import Path
from string import Template

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from panal.course.files import replace
from panal.errors import UsageError
from panal.language import gettext as _
from panal.language import languages, use

CONFIG = Template('''"""An nbgrader course that grades through panal."""

from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, LimitOutput

from panal.course.preprocessors import ExecuteSealed, SaveGrades, SubmissionExporter
from panal.export.spreadsheet import CsvExport
from panal.pages.feedback_exporter import FeedbackExporter

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = $name

# The language of all that students and teachers read about the class.
c.Panal.language = "$language"

# The zone in which dates are shown; without it they are in UTC.
# c.Exchange.timezone = "America/Bogota"

# What students find in place of a solution.
c.ClearSolutions.code_stub = {"python": "$code_stub\\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "$text_stub"

# What kernels have loaded before a student's code runs; a course with Keras adds "tensorflow" and
# "keras".
c.Sealed.preload = ["numpy", "matplotlib.pyplot"]

# nbgrader's own commands go through the wall, too.
c.Autograde.exporter_class = SubmissionExporter
c.Autograde.autograde_preprocessors = [
    ExecuteSealed,
    LimitOutput,
    SaveGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.GenerateFeedback.exporter_class = FeedbackExporter
c.ExportApp.plugin_class = CsvExport
c.CourseDirectory.ignore.append("results.json")
''')

SOLUTION = Template('''def triangle_area(base, height):
    """$docstring"""
    ### BEGIN SOLUTION
    return base * height / 2
    ### END SOLUTION''')

VISIBLE = Template("""found = triangle_area(4, 3)
assert found == 6, f"$wrong"
print("$passes")""")

GRADER = Template('''"""`triangle_area(base, height)`: half of what a rectangle has."""

import pytest


@pytest.mark.check(title="$whole", hint="$hint")
def test_whole_numbers(submission):
    assert submission.triangle_area(4, 3).number() == 6
    assert submission.triangle_area(10, 7).number() == 35


@pytest.mark.check(title="$fractions", hint="$round")
def test_fractions(submission):
    assert submission.triangle_area(3, 3).number() == pytest.approx(4.5)
    assert submission.triangle_area(0.5, 0.25).number() == pytest.approx(0.0625)


@pytest.mark.visible
def test_example(submission, example):
    example.expected("6")
    assert submission.triangle_area(4, 3).number() == 6
''')

FORGOTTEN = Template('''"""$sentence"""


def triangle_area(base, height):
    return base * height
''')


def make_course(folder: Path, language: str) -> str:
    """Write nbgrader_config.py, a notebook with one exercise, its grader and a misconception.

    Args:
        folder: where; it is made, or empty.
        language: one of `panal.language.languages`.

    Returns:
        The name of the assignment.

    Raises:
        UsageError: the folder is not empty or can't be written, or nobody speaks that language.
    """
    if language not in languages():
        raise UsageError(
            f"There is no language {language!r}.", f"There are: {', '.join(languages())}."
        )
    use(language)
    name = _("first-steps")
    grader = Path("graders", name)
    texts = {
        Path("nbgrader_config.py"): CONFIG.substitute(
            name=repr(folder.resolve().name),
            language=language,
            code_stub=_("# YOUR CODE HERE"),
            text_stub=_("*Write your answer here.*"),
        ),
        Path("source", name, f"{name}.ipynb"): _notebook(),
        grader / "test_triangle_area.py": GRADER.substitute(
            whole=_("Whole numbers"),
            hint=_("How many such triangles fill the rectangle around it?"),
            fractions=_("Fractions"),
            round=_("Is anything rounded on the way?"),
        ),
        grader / "misconceptions" / "triangle_area" / "half_forgotten.py": FORGOTTEN.substitute(
            sentence=_(
                "You give the area of the rectangle around the triangle. Which part of it is the triangle?"
            )
        ),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(os.scandir(folder))):
            raise UsageError(
                f"{folder} is there already, and not empty.", "Name a new folder for the course."
            )
        for path, text in texts.items():
            replace(folder / path, text.encode())
    except OSError as error:
        raise UsageError(f"{folder} can't be written: {error.strerror}.") from None
    return name


def _notebook() -> str:
    title = _("First steps")
    area = _(
        "Write a function that gives the area of a triangle. For a base of 4 and a height of 3 it is 6."
    )
    docstring = _("The area of a triangle, of its base and its height.")
    wrong = _("triangle_area(4, 3) gave {found}.")
    cells = [
        new_markdown_cell(f"# {title}\n\n{area}", id="text"),
        new_code_cell(SOLUTION.substitute(docstring=docstring), id="answer"),
        new_code_cell(
            VISIBLE.substitute(wrong=wrong, passes=_("✓ The visible check passes.")), id="checks"
        ),
    ]
    mark = {"schema_version": 3, "task": False}
    cells[1].metadata["nbgrader"] = {
        **mark, "grade_id": "triangle_area", "solution": True, "grade": False, "locked": False,
    }  # fmt: skip
    cells[2].metadata["nbgrader"] = {
        **mark, "grade_id": "test_triangle_area", "solution": False, "grade": True, "locked": True,
        "points": 10,
    }  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return str(nbformat.writes(nb)) + "\n"
