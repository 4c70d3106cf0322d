"""panal.missing: a student is told which error in which cell kept a function from being defined."""

from __future__ import annotations

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panal import messages
from panal.missing import explain_missing
from tests.unit.test_notebook import graded


def run(*sources: str) -> NotebookNode:
    """A notebook with an answer cell for `area`, and errors as IPython itself words them."""
    shell: Any = InteractiveShell()
    own = graded(sources[0], "area", "s1", solution=True, locked=False)
    nb = new_notebook(cells=[new_markdown_cell("# Áreas"), own, *map(new_code_cell, sources[1:])])
    for cell in nb.cells[1:]:
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
    """The cell and the line are numbered, and the line stands in the sentence."""
    said = explain_missing(run(source), "area")
    assert said.startswith(f"La celda 2 tiene un error de sintaxis en la línea {line} (`")
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
    assert explain_missing(nb, "area") == messages.cell_stopped(2, *said, "area")


@pytest.mark.parametrize("magic", ["%tensorflow_version", "%%nothing"])
def test_a_magic_that_is_not_there_is_told(magic: str) -> None:
    """IPython prints it, and raises nothing that a notebook would show as an error."""
    nb = run(f"{magic} 2.x\ndef area(a): ...")
    text = f"UsageError: Line magic function `{magic}` not found.\n"
    nb.cells[1].outputs = [new_output("stream", name="stderr", text=text)]
    said = explain_missing(nb, "area")
    assert said == messages.cell_stopped(2, 0, "UsageError", magic, "area") and magic in said


def test_a_cell_that_is_still_the_stub_is_no_attempt() -> None:
    """What stops there is what was released; where a cell calls such a function, it is told."""
    nb = run("# YOUR CODE HERE\nraise NotImplementedError()")
    nb.cells[1].outputs[0].traceback = ["Cell In[1], line 2"]
    assert explain_missing(nb, "area") == messages.untouched("area")
    nb = run("def side():\n    raise NotImplementedError()\narea = side()**2")
    nb.cells[1].outputs[0].traceback = ["Cell In[1], line 3", "Cell In[1], line 2"]
    said = explain_missing(nb, "area")
    assert said == messages.cell_stopped(2, 3, "NotImplementedError", "", "area")


def test_the_last_other_cell_that_would_define_it_is_told_of() -> None:
    """Where its own cell has no error."""
    nb = run("# está abajo", "def area(a)\n    return 1", "def area(a)\n    return 2", "1 / 0")
    assert "La celda 4 " in explain_missing(nb, "area")


def test_where_no_error_explains_it_nothing_is_said() -> None:
    """An error elsewhere has nothing to do with it, and warnings are no errors."""
    nb = run("def areas(a):\n    return a", "1 / 0")
    nb.cells[1].outputs = [new_output("stream", name="stderr", text="FutureWarning: %x\n")]
    assert explain_missing(nb, "area") == ""


def test_what_is_repeated_of_a_student_stays_in_its_place() -> None:
    """No line of code ends the backticks around it, and no name of an error is a text."""
    nb = run("def area(a) `x` \x1b[31m" + "x" * 100)
    said = explain_missing(nb, "area")
    assert said.count("`") == 4 and "\x1b" not in said and "…" in said
    nb.cells[1].outputs = [new_output("error", ename="Error `1`", evalue="x", traceback=[])]
    assert explain_missing(nb, "area") == messages.cell_stopped(2, 0, "Exception", "", "area")
