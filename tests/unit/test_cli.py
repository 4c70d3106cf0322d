"""panal.cli: help, exit codes, and sentences in place of tracebacks. Nothing is graded here."""

from __future__ import annotations

import errno
import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from panal import cli, errors, terminal
from panal.export.classroom50 import SCHEMA, TOLD
from panal.results import Check, Ending, GradeId, Result, Verdict

COMMANDS: dict[str, Any] = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]  # it is a group


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Exit code of `panal …`."""
    monkeypatch.setattr(sys, "argv", ["panal", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return (
        ended.value.code if isinstance(ended.value.code, int) else int(ended.value.code is not None)
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name: str) -> None:
    """A sentence for the command, and one for each of its arguments and options."""
    command = COMMANDS[name]
    assert command.help and command.help.strip().endswith(".")
    for parameter in command.params:
        assert parameter.name == "help" or parameter.help.endswith("."), parameter.name
    assert CliRunner().invoke(cli.app, [name, "--help"]).exit_code == 0


def test_the_commands_that_others_rely_on_are_there() -> None:
    """Their names stand in Makefile, documentation and other people's scripts."""
    assert {"grade", "run", "release", "report", "publish", "doctor"} <= set(COMMANDS)
    assert {"students", "force", "isolation"} <= {
        parameter.name for parameter in COMMANDS["grade"].params
    }
    assert "--json" in {option for parameter in COMMANDS["run"].params for option in parameter.opts}


@pytest.mark.parametrize("name", ["grade", "run"])
def test_sealed_unless_asked_by_name(name: str) -> None:
    """`--isolation none` has to be said."""
    (isolation,) = [
        parameter for parameter in COMMANDS[name].params if parameter.name == "isolation"
    ]
    assert isolation.default is None


@pytest.mark.parametrize("width", [80, 120])
def test_the_bar_fits(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the assignment and the students are called; what a terminal would obey is replaced."""
    screen = Console(width=width, file=io.StringIO(), force_terminal=True)
    monkeypatch.setattr(terminal, "err", screen)
    with terminal.progress_bar("Grading " + 9 * "convolution-") as bar:
        task = bar.add_task("Grading " + 9 * "convolution-", total=1000)
        bar.update(task, advance=999)
        bar.below = ", ".join(["ana\x1b[2J", *(20 * ["somebody-with-a-long-name"])])
        lines = screen.render_lines(bar.get_renderable(), pad=False)
    told = ["".join(segment.text for segment in line) for line in lines]
    assert [len(line) <= width for line in told] == [True, True]
    assert "999/1000" in told[0] and told[1].startswith("ana�[2J, somebody")


def test_it_is_the_module_too() -> None:
    """`python -m panal`, which says which it is."""
    ran = subprocess.run(
        [sys.executable, "-m", "panal", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"panal \d+\.\d+\.\d+\n", ran.stdout)


def test_ctrl_c_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it comes."""
    monkeypatch.setattr(cli, "app", lambda: signal.raise_signal(signal.SIGINT))
    before = signal.getsignal(signal.SIGINT)
    try:
        assert called(monkeypatch) == 1
    finally:
        signal.signal(signal.SIGINT, before)
    said = capsys.readouterr().err
    assert re.match("Interrupted\\. |Interrumpido\\. ", said) and "Traceback" not in said


IMPORTED = """
import sys
from panal.cli import main
sys.argv = ["panal", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    assert not ended.code
heavy = {"tensorflow", "keras", "nbgrader", "numpy", "jupyter_client", "zmq", "pytest", "distributed"}
print("imported:", sorted(heavy & set(sys.modules)))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["grade", "--help"]], ids=" ".join)
def test_help_answers_at_once(arguments: list[str]) -> None:
    """What takes long to import is imported by the command that needs it."""
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "imported: []"
    assert "Usage" in ran.stdout


WITHOUT = """
import sys
sys.modules[sys.argv.pop(1)] = None
from panal.cli import main
main()
"""


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("starlette", []),
        ("uvicorn", ["links"]),
        ("prometheus_client", ["revoke", "ana"]),
        ("python_multipart", ["lti"]),
    ],
)
def test_what_serves_is_an_extra(package: str, arguments: list[str], tmp_path: Path) -> None:
    """Whoever has not installed it is told how, before anything else."""
    command = [sys.executable, "-c", WITHOUT, package, "serve", *arguments]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 2 and ran.stderr.endswith("Install panal[serve].\n")
    assert package in ran.stderr and "Traceback" not in ran.stderr


def test_no_process_compiles_a_grammar_that_no_notebook_needs() -> None:
    """That of internationalized addresses takes a second of each; `constraints.txt` says how it is
    kept away.
    """
    code = "import sys, panal.workers.cluster, panal.workers.worker, nbgrader.apps; print({'nbformat', 'jsonschema', 'rfc3987_syntax'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "nbformat" in ran.stdout and "jsonschema" in ran.stdout
    assert "rfc3987_syntax" not in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade"],
        ["nothing"],
        ["grade", "a", "--nothing"],
        ["grade", "a", "--isolation", "weak"],
        ["run"],
        ["run", "a.ipynb", "--json"],
        ["release"],
        ["report"],
        ["report", "a", "--json", "b.json"],
        ["publish"],
        ["publish", "a", "--answered"],
    ],
    ids=" ".join,
)
def test_usage_errors_end_with_2(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a sentence on stderr."""
    assert called(monkeypatch, *arguments) == 2
    said = capsys.readouterr()
    assert said.err and not said.out and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["grade", "convolucion"], "nbgrader_config.py"),
        (["release", "convolucion"], "nbgrader_config.py"),
        (["report", "convolucion"], "nbgrader_config.py"),
        (["publish", "convolucion"], "nbgrader_config.py"),
        (["run", "missing.ipynb"], "missing.ipynb"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_outside_a_course_a_sentence_says_so(
    arguments: list[str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Exit code 2, what is missing and where, no traceback, nothing on stdout, nothing written."""
    monkeypatch.chdir(tmp_path)
    assert called(monkeypatch, *arguments) == 2
    said = capsys.readouterr()
    assert sentence in said.err and "Traceback" not in said.err and not said.out
    assert list(tmp_path.iterdir()) == []


def kinds(base: type[errors.PanalError]) -> list[type[errors.PanalError]]:
    return [base, *(kind for sub in base.__subclasses__() for kind in kinds(sub))]


@pytest.mark.parametrize("kind", kinds(errors.PanalError))
def test_each_error_of_ours_becomes_its_sentence(
    kind: type[errors.PanalError],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What happened and what to do, as they are: brackets in them are no markup; the exit code is
    the error's.
    """

    def fail() -> None:
        raise kind("The file [red]x[/] is broken.", "Do [this].")

    monkeypatch.setattr(cli, "app", fail)
    assert called(monkeypatch) == kind.exit_code
    assert kind.exit_code in (1, 2)
    assert capsys.readouterr().err.split("\n")[:2] == [
        "The file [red]x[/] is broken.",
        "Do [this].",
    ]
    assert str(kind("A.", "B.")) == "A. B." and str(kind("A.")) == "A."


def result_of(ending: Ending, detail: str = "") -> Result:
    check = Check("test_[x]", "Con [sesgo]", 1, ending, "¿Y [bias]?", detail)
    return Result("a", (Verdict(GradeId("test_area"), 10, (check,)),), notes=("Una [nota].",))


@pytest.fixture
def grade_file(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`panal run` grades nothing, but gives this result; what it asked for is kept."""
    import panal.single

    kept: dict[str, Any] = {"result": result_of(Ending.WRONG)}

    def fake(path: Path, assignment: str, **more: Any) -> Result:
        kept.update(path=path, assignment=assignment, **more)
        found = kept["result"]
        assert isinstance(found, Result)
        return found

    monkeypatch.setattr(panal.single, "grade_file", fake)
    return kept


def test_run_ends_with_0_whatever_the_score(
    grade_file: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """The table on stdout, notes on stderr, results.json where asked; the assignment is the
    notebook's name.
    """
    target = tmp_path / "results.json"
    assert called(monkeypatch, "run", "convolucion.ipynb", "--json", str(target)) == 0
    assert (grade_file["assignment"], grade_file["isolation"]) == ("convolucion", "")
    assert Result.from_json(json.loads(target.read_text(encoding="utf-8"))) == grade_file["result"]
    said = capsys.readouterr()
    assert "0 de 10" in said.out and "Con [sesgo]" in said.out and "¿Y [bias]?" in said.out
    assert "Una [nota]." in said.err and "Una [nota]." not in said.out


def test_run_ends_with_1_when_a_grader_failed(
    grade_file: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, with its traceback."""
    grade_file["result"] = result_of(Ending.GRADER_FAILED, "ZeroDivisionError: [line 3]")
    assert called(monkeypatch, "run", "convolucion.ipynb") == 1
    said = capsys.readouterr().err
    assert "test_[x]" in said and "ZeroDivisionError: [line 3]" in said


def test_run_says_what_it_found_before_it_fails_to_write_it(
    grade_file: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """What took minutes is not lost for a disk that is full."""

    def full(*arguments: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    target = str(tmp_path / "x.json")
    assert called(monkeypatch, "run", "convolucion.ipynb", "--json", target) == 2
    said = capsys.readouterr()
    assert "0 de 10" in said.out and "could not be written" in said.err


@pytest.mark.parametrize("target", ["nowhere/x.json", "."])
@pytest.mark.parametrize("option", ["--json", "--classroom50"])
def test_run_looks_for_the_place_of_its_result_first(
    grade_file: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    target: str,
    option: str,
) -> None:
    """Nobody waits for a result that has no place."""
    path = str(tmp_path / target)
    assert called(monkeypatch, "run", "convolucion.ipynb", option, path) == 2
    said = capsys.readouterr()
    assert not said.out and "folder" in said.err


def test_run_writes_what_classroom_50_reads(
    grade_file: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If its runner says what it is about; if not, nothing is graded."""
    target = tmp_path / "result.json"
    ask = ("run", "convolucion.ipynb", "--classroom50", str(target))
    assert called(monkeypatch, *ask) == 2
    assert "path" not in grade_file and not target.exists()
    for name in TOLD.values():
        monkeypatch.setenv(name, name.lower())
    assert called(monkeypatch, *ask) == 0
    data = json.loads(target.read_text(encoding="utf-8"))
    assert (data["schema"], data["owner"], data["max-score"]) == (SCHEMA, "owner", 1000)


def test_run_takes_another_assignment(
    grade_file: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may be called as it likes, and whoever trusts its author may say so."""
    assert (
        called(
            monkeypatch,
            "run",
            "entrega.ipynb",
            "--assignment",
            "convolucion",
            "--isolation",
            "none",
        )
        == 0
    )
    assert (grade_file["assignment"], grade_file["isolation"]) == ("convolucion", "none")


def test_run_runs_all_cells_when_asked_to(
    grade_file: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default it leaves out what nothing depends on."""
    for options, asked in (((), False), (("--all-cells",), True)):
        assert called(monkeypatch, "run", "convolucion.ipynb", *options) == 0
        assert grade_file["all_cells"] is asked
