"""panal.missing: a student is told which error in which cell kept a function from being defined."""

from __future__ import annotations

import itertools
import time
from difflib import get_close_matches
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panal import messages
from panal.judge.endings import CheckEnded
from panal.missing import MAX_NAMES, explain_missing, raised_here, why_missing
from panal.results import Cause, Ending, Why
from tests.unit.test_notebook import graded


def run(*sources: str) -> NotebookNode:
    """A notebook with an answer cell for `area`, and errors as IPython itself words them."""
    shell: Any = InteractiveShell()
    own = graded(sources[0], "area", "s1", solution=True, locked=False)
    added = list(map(new_code_cell, sources[1:]))
    tests = graded("assert area(1)", "test_area", "t1", grade=True, points=1)
    nb = new_notebook(cells=[new_markdown_cell("# Áreas"), own, *added, tests])
    for cell in nb.cells[1:-1]:
        shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None
        done = shell.run_cell(cell.source)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            lines = [
                f"Cell \x1b[32mIn[1]\x1b[39m\x1b[32m, line {error.__traceback__.tb_lineno}\x1b[39m"
            ]
            cell.outputs = [
                new_output("error", ename=type(error).__name__, evalue=str(error), traceback=lines)
            ]
    return nb


def explained(nb: NotebookNode, name: str) -> str:
    found = explain_missing(nb, name)
    assert found is not None and found.ending is Ending.NO_ATTEMPT
    return found.sentence


@pytest.mark.parametrize(
    ("source", "line", "problem"),
    [
        ("def area(a)\n    return a", 1, "falta «:»"),
        ("def area(a):\n    return (a", 2, "falta cerrar un paréntesis o unas comillas"),
        ("def area(a):\n    return a)", 2, "sobra «)»"),
        ("def area(a):\n    return [a}", 2, "«}» no cierra «[»"),
        ("def area(a):\n    return 'a", 2, "faltan las comillas que cierran un texto"),
        ('def area(a):\n    return """a', 2, "falta cerrar un paréntesis o unas comillas"),
        ("def area(a):\n    x = 1\n      return x", 3, "la línea tiene más sangría"),
        ("def area(a):\nreturn a", 2, "falta la sangría de esta línea"),
        ("def area(a):\n    x = 1\n  return x", 3, "la sangría no coincide"),
        ("def area(a):\n    if a = 3:\n        return a", 2, "quizá querías escribir «==»"),
        ("def area(a):\n    return [a b]", 2, "quizá falta una coma"),
        ("def area(a):\n    print a", 2, "faltan los paréntesis de «print»"),
        ("def area(a):\n    return “a”", 2, "Python no admite aquí el carácter «“»"),
        ("return 3\narea = 3", 1, "«return» está fuera de una función"),
        ("def area(a=1, b):\n    return a", 1, "un parámetro sin valor por defecto"),
        ("deff area(a):\n    return a", 1, ""),
    ],
)
def test_a_syntax_error_is_told_by_line_and_in_spanish(
    source: str, line: int, problem: str
) -> None:
    """The cell has the name of its exercise, and the line its number; it stands in the sentence."""
    found = explain_missing(run(source), "area")
    assert found is not None and found.why == Why(Cause.SYNTAX, 2, line)
    said = found.sentence
    assert said.startswith(f"La celda de `area` tiene un error de sintaxis en la línea {line} (`")
    assert source.split("\n")[line - 1].strip() in said and problem in said
    assert said.endswith("`area` no quedó definida.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nothing_of_that_name\ndef area(a): ...", (1, "ModuleNotFoundError", "nothing_of_that_name")),
        ("x = 1\nsides = y + 1\ndef area(a): ...", (2, "NameError", "y")),
        ("x = 1 / 0\ndef area(a): ...", (1, "ZeroDivisionError", "")),
    ],
)  # fmt: skip
def test_an_error_above_the_definition_is_told(source: str, said: tuple[int, str, str]) -> None:
    """By its type and line, and by the name that was not there."""
    nb = run(source)
    error = nb.cells[1].outputs[0]
    error.traceback = [f"Cell In[1], line {said[0]}\nValueError in another frame, line 99"]
    found = explain_missing(nb, "area")
    assert found is not None and found.why == Why(Cause.STOPPED, 2, said[0])
    assert found.sentence == messages.cell_stopped(2, *said, "area", "area")


@pytest.mark.parametrize("magic", ["%tensorflow_version", "%%nothing"])
def test_a_magic_that_is_not_there_is_told(magic: str) -> None:
    """IPython prints it, and raises nothing that a notebook would show as an error."""
    nb = run(f"{magic} 2.x\ndef area(a): ...")
    text = f"UsageError: Line magic function `{magic}` not found.\n"
    nb.cells[1].outputs = [new_output("stream", name="stderr", text=text)]
    said = explained(nb, "area")
    assert said == messages.cell_stopped(2, 0, "UsageError", magic, "area", "area")
    assert magic in said


def test_a_cell_that_is_still_the_stub_is_no_attempt() -> None:
    """What stops there is what was released; where a cell calls such a function, it is told."""
    nb = run("# YOUR CODE HERE\nraise NotImplementedError()")
    nb.cells[1].outputs[0].traceback = ["Cell In[1], line 2"]
    found = explain_missing(nb, "area")
    assert found is not None and found.why == Why(Cause.UNTOUCHED)
    assert found.sentence == messages.untouched("area")
    nb = run("def side():\n    raise NotImplementedError()\narea = side()**2")
    nb.cells[1].outputs[0].traceback = ["Cell In[1], line 3", "Cell In[1], line 2"]
    said = explained(nb, "area")
    assert said == messages.cell_stopped(2, 3, "NotImplementedError", "", "area", "area")


def test_the_last_other_cell_that_would_define_it_is_told_of() -> None:
    """Where its own cell has no error."""
    nb = run("# está abajo", "def area(a)\n    return 1", "def area(a)\n    return 2", "1 / 0")
    assert "La celda 4 " in explained(nb, "area")


def test_where_no_error_explains_it_nothing_is_said() -> None:
    """An error elsewhere has nothing to do with it, and warnings are no errors."""
    nb = run("def areas(a):\n    return a", "1 / 0")
    nb.cells[1].outputs = [new_output("stream", name="stderr", text="FutureWarning: %x\n")]
    assert explain_missing(nb, "area") is None


def test_what_is_repeated_of_a_student_stays_in_its_place() -> None:
    """No line of code ends the backticks around it, and no name of an error is a text."""
    nb = run("def area(a) `x` \x1b[31m" + "x" * 100)
    said = explained(nb, "area")
    assert said.count("`") == 6 and "\x1b" not in said and "…" in said
    nb.cells[1].outputs = [new_output("error", ename="Error `1`", evalue="x", traceback=[])]
    said = explained(nb, "area")
    assert said == messages.cell_stopped(2, 0, "Exception", "", "area", "area")


def test_leading_lines_that_ipython_takes_away_are_counted() -> None:
    """The line is that of the cell, as the student sees it."""
    found = explain_missing(run("\n\ndef area(a)\n    return a"), "area")
    assert found is not None and found.why == Why(Cause.SYNTAX, 2, 3)
    assert "(`def area(a)`)" in found.sentence


# Under another name

RECORD = new_notebook(
    cells=[
        new_code_cell("def show(picture, title): ..."),
        graded(
            "def area(width, height=1):\n    raise NotImplementedError()", "area", "s1",
            solution=True, locked=False,
        ),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "other", "line"),
    [
        ("# mine\ndef superficie(width, height=1):\n    return width * height", "superficie", 2),
        ("def aera(a, b):\n    return a * b", "aera", 1),
        ("def helper(x):\n    return x\n\ndef Area(w, h):\n    return w * h", "Area", 4),
        ("%matplotlib inline\ndef areas(a, b):\n    return a * b", "areas", 2),
        ("class Aréa:\n    pass", "Aréa", 1),
        ("def helper(x):\n    return x", "", 0),
        ("def show(width, height=1): ...", "", 0),  # it has always been called that
        ("def superficie(width, height=1:\n    return", "", 0),
        ("superficie(width, height)", "", 0),
    ],
)
def test_a_function_under_another_name_is_found(source: str, other: str, line: int) -> None:
    """By its parameters, or by a name like it; nothing of it is run."""
    nb = run("# below", source)
    nb.cells[2].outputs = []
    found = why_missing(nb, RECORD, {}, {}, "area")
    if other:
        said = messages.renamed("area", other)
        assert "¿Querías llamarla `area`?" in said
        assert (found.sentence, found.why) == (said, Why(Cause.RENAMED, 3, line))
    else:
        assert (found.sentence, found.why) == (messages.missing("area"), Why(Cause.MISSING))


@pytest.mark.parametrize("source", ["(" * 5000, "x" * 10**6, "\0", "1" + "+1" * 20_000])
def test_strange_code_holds_nobody_up(source: str) -> None:
    """A student may hand in anything."""
    nb = new_notebook(cells=[new_code_cell(source)])
    assert why_missing(nb, RECORD, {}, {}, "area").why == Why(Cause.MISSING)


def test_thousands_of_names_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check asks why a function is missing. Names of the same letters take longest to compare,
    and letters of other alphabets to be brought into a normal form.
    """
    letters = itertools.islice(itertools.permutations("ouput_shape"), 5_000)
    names = ("t" + "".join(each) for each in letters)
    many = "\n".join(f"{name} = 1" for name in names)
    nb = new_notebook(cells=[new_code_cell(many), new_code_cell("ﷺ" * 20_000)])
    asked = []

    def close(name: str, others: list[str], *more: Any) -> list[str]:
        asked.append(len(others))
        return get_close_matches(name, others, *more)

    monkeypatch.setattr("panal.missing.difflib.get_close_matches", close)
    before = time.process_time()
    for _check in range(50):
        assert why_missing(nb, RECORD, {}, {}, "output_shape").sentence
    assert asked == [MAX_NAMES]
    assert time.process_time() - before < 2


# Exceptions on the notebook's own cases


def reply(**more: str) -> CheckEnded:
    nb = run("\ndef area(a):\n    b = 0\n    return a / b")
    return raised_here(nb, "area", {"error": "ZeroDivisionError", **more})


def test_an_exception_is_told_with_its_text_and_line() -> None:
    """IPython counts without the empty lines at the top of a cell; students see them."""
    found = reply(message="division by zero", line="3", code="    return a / b\n")
    assert (found.ending, found.why) == (Ending.RAISED, Why(Cause.RAISED, 2, 4))
    assert found.sentence.startswith(
        "Tu función se detuvo en la línea 4 (`return a / b`) con `ZeroDivisionError: division by zero`. Divide por cero"
    )


@pytest.mark.parametrize(
    "more",
    [{"line": "3", "code": "something else"}, {"line": "9" * 50, "code": "x"}, {"line": "x"}],
)
def test_a_line_that_is_not_there_is_not_told(more: dict[str, str]) -> None:
    """The reply comes from where the student's code runs."""
    found = reply(message="", **more)
    assert found.why == Why(Cause.RAISED)
    assert found.sentence.startswith("Tu función se detuvo con `ZeroDivisionError`.")


def test_the_text_of_an_exception_stays_in_its_place() -> None:
    """It ends no backticks, is short, and has no address, which would differ each time."""
    said = reply(message="`a`\n<b>\x1b[31m object at 0x7f3a2b1c4d50 " + "x" * 500).sentence
    assert said.count("`") == 2 and "\n" not in said and "\x1b" not in said
    assert "object at 0x… " in said and len(said) < 400
    strange = raised_here(run("x"), "area", {"error": "`b`", "message": "m"})
    assert strange.sentence == messages.raised_here("Exception", "m", 0, "")


@pytest.mark.parametrize("text", [None, 5, [[["deep"]]], {"a": 1}])
def test_what_is_no_text_is_none(text: Any) -> None:
    """Who forges a reply puts anything there, such as lists that are too deep to be written."""
    found = raised_here(run("x"), "area", dict.fromkeys(["error", "message", "line", "code"], text))
    assert found.sentence == messages.raised_here("Exception", "", 0, "")
