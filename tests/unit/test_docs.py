"""README.md and docs/: what they say of commands, limits, files and locks is so."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import nbformat
import pytest
from typer.main import get_command

from panal import asking, notebook, outputs
from panal.cli import app
from panal.config import LOCKS, Limits, Sealed, Serve
from panal.course.new_course import make_course
from panal.results import Check, Ending, GradeId, Result, Verdict
from panal.sealed import encode

ROOT = Path(__file__).parents[2]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]  # a group of commands, as typer makes it
ALL_COMMANDS = COMMANDS | {
    f"{group} {name}": command
    for group, commands in COMMANDS.items()
    for name, command in getattr(commands, "commands", {}).items()
}


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    level = heading.partition(" ")[0]
    below = text.partition(f"\n{heading}")[2]
    assert below, heading
    return re.split(rf"^#{{1,{len(level)}}} ", below, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Cells of all tables, headings aside; a pair of backticks around a whole cell is taken off."""
    found = [
        re.split(r"(?<!\\)\|", line.strip().strip("|"))
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [[re.sub(r"^`([^`]*)`$", r"\1", cell.strip()) for cell in cells] for cells in found]


def number(text: str) -> float:
    """The value of a product such as `3 * 2**30`."""
    assert re.fullmatch(r"[0-9.* ]+", text), text
    return float(eval(text, {"__builtins__": {}}))


def anchor(heading: str) -> str:
    """The name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_limits_stand_in_one_table_with_their_defaults() -> None:
    """Each limit has its row, its default is the real one, and its unit is the one of its name."""
    table = {cells[0]: cells for cells in rows(section(REFERENCE, "## Limits")) if len(cells) == 4}
    documented = {
        name: number(cells[1]) for name, cells in table.items() if name in Limits.__slots__
    }
    assert documented == {field.name: field.default for field in fields(Limits)}
    for name, cells in table.items():
        for unit in ("seconds", "bytes"):
            if name.endswith(f"_{unit}"):
                assert unit in cells[2], name


def test_students_are_told_the_real_limits() -> None:
    """Time and memory on their page are the defaults."""
    text = (ROOT / "docs" / "estudiantes.md").read_text(encoding="utf-8")
    limits = Limits()
    assert (
        f"tiene {limits.call_cpu_seconds:g} segundos de cálculo y cada celda, {limits.cell_cpu_seconds:g};"
        in text
    )
    assert f"puede ocupar {limits.memory_bytes // 2**30} GB" in text


def test_other_settings_stand_there_too() -> None:
    """No trait of `c.Sealed` is left out."""
    table = {cells[0]: cells[1] for cells in rows(section(REFERENCE, "## Limits"))}
    traits = Sealed.class_own_traits(config=True)
    assert set(traits) <= set(table)
    for name in set(traits) - set(Limits.__slots__):
        assert ast.literal_eval(table[name]) == getattr(Sealed(), name)


def test_settings_of_the_server_stand_there_with_their_defaults() -> None:
    table = {cells[0]: cells for cells in rows(section(REFERENCE, "## Results at once"))}
    for name, trait in Serve.class_own_traits(config=True).items():
        documented = table[name][1]
        value = number(documented) if "*" in documented else ast.literal_eval(documented)
        assert value == getattr(Serve(), name)
        first = str(trait.help).rstrip(".").split("; see")[0].split(". ")[0]
        assert first[1:] in table[name][2].replace("; attempts", ". Attempts"), name


def test_fixed_bounds_are_the_real_ones() -> None:
    """What can't be set is said with its value."""
    sentence = next(
        line for line in REFERENCE.splitlines() if line.startswith("A few bounds are fixed")
    )
    found = [int(text) for text in re.findall(r"`(\d+)`", sentence)]
    bounds = [
        asking.LOSSES_OF_AN_EXERCISE,
        notebook.MAX_CELLS,
        encode.MAX_NODES,
        encode.MAX_KEYS,
        outputs.MAX_PIXELS // 10**6,
    ]
    assert found == bounds


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    """Each command has help and a section with all its arguments and options, and no others."""
    command = ALL_COMMANDS[name]
    assert command.help
    heading = next(
        line for line in REFERENCE.splitlines() if re.match(rf"### panal {name}( [^a-z]|$)", line)
    )
    text = section(REFERENCE, heading)
    options = {
        opt for param in command.params if param.param_type_name == "option" for opt in param.opts
    }
    assert set(re.findall(r"(?<!-)--[a-z][a-z0-9-]*", text)) - {"--help"} == options - {"--help"}
    for param in command.params:
        if param.param_type_name == "argument":
            assert param.name.upper() in heading


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_no_other_commands_are_named(page: Path) -> None:
    """What is quoted as a command of panal's or a target of make is one."""
    text = page.read_text(encoding="utf-8")
    quoted = "\n".join(map("".join, re.findall(r"`([^`\n]+)`|^\$ (.*)$", text, flags=re.MULTILINE)))
    assert set(re.findall(r"^panal ([a-z]+)", quoted, flags=re.MULTILINE)) <= set(COMMANDS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\S+)", quoted, flags=re.MULTILINE):
        assert f"\n{target.replace('.venv', '$(VENV)')}:" in makefile, target


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link leads to a file, and to a heading in it if it names one."""
    for link in re.findall(r"\]\(([^)#\s]*(?:#[^)\s]*)?)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        path, _, name = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if name:
            headings = re.findall(
                r"^#+ (.*)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE
            )
            assert name in map(anchor, headings), link


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    """A file of the project that stands between backticks is there."""
    folders = "panal|tests|tools|docs|graders|source|release|bench|integrations"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text(encoding="utf-8"))
    own = re.compile("/(espejo|ps1)/")  # what readers make
    assert not [name for name in named if not own.search(name) and not (ROOT / name).exists()]


def test_each_lock_stands_in_the_table() -> None:
    """The locks of the documentation are those of the code, each with an attack that aims at it."""
    table = [cells for cells in rows(section(SECURITY, "## Locks")) if len(cells) == 4]
    documented = {
        cells[0]: cells[3] for cells in table if cells[0] != "lock" and not cells[0].startswith("-")
    }
    assert set(documented) == LOCKS
    for lock, shown_by in documented.items():
        for name in re.findall(r"`([^`]+)`", f"`{shown_by.strip('`')}`"):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert re.search(rf"^# Lock: (.* )?{lock}\b", text, re.MULTILINE), name


def test_attacks_on_the_door_are_those_of_the_list() -> None:
    """Each attack that the section names is there, each that is there is named, and each measure has
    one.
    """
    door = ROOT / "tests" / "end_to_end" / "door"
    there = {
        f"{path.stem}/{name}"
        for path in door.glob("*.py")
        for name in re.findall(
            r"^def (\w+)\(door: Door\)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    measures = [cells for cells in rows(section(SECURITY, "## Results at once")) if len(cells) == 3]
    shown = [f"`{cells[2].strip('`')}`" for cells in measures[2:]]
    named = [set(re.findall(r"`(\w+/\w+)`", each)) for each in shown]
    assert all(some or "`tests/" in each for some, each in zip(named, shown, strict=True))
    assert set().union(*named) == there


def test_keys_of_results_are_documented() -> None:
    """Each key of results.json and each ending is named."""
    check = Check("test_a", "A", 1.0, Ending.RIGHT)
    data = Result("a", (Verdict(GradeId("test_a"), 1.0, (check,)),)).to_json()
    test = data["tests"][0]
    keys = {*data, *test, *test["extra_data"], *test["extra_data"]["checks"][0]}
    text = section(REFERENCE, "## results.json")
    assert not {key for key in keys if f"`{key}`" not in text}
    assert not [ending for ending in Ending if f"`{ending}`" not in text]


def test_configuration_is_that_of_the_course() -> None:
    """The lines that make an nbgrader course one of panal's stand in nbgrader_config.py."""
    lines = REFERENCE.partition("```python\n")[2].partition("```")[0].splitlines()
    assert lines
    assert set(lines) <= set((ROOT / "nbgrader_config.py").read_text(encoding="utf-8").splitlines())


def test_settings_that_are_commented_out_can_be_switched_on(tmp_path: Path) -> None:
    """Each stands on a line of its own, in the course's configuration and in a new one's."""
    make_course(tmp_path / "new", "es")
    for folder in (ROOT, tmp_path / "new"):
        text = (folder / "nbgrader_config.py").read_text(encoding="utf-8")
        named = re.findall(r"^#.*\bc\.\w+\.\w+ = .*", text, flags=re.MULTILINE)
        assert named
        for line in named:
            [setting] = ast.parse(line.removeprefix("# ")).body
            assert isinstance(setting, ast.Assign), line


def test_exercises_of_the_readme_are_those_of_the_releases() -> None:
    """Its tables have each exercise of the two assignments with its points, in its order."""
    records = [
        nbformat.read(ROOT / "release" / name / f"{name}.ipynb", as_version=4)
        for name in ("convolucion", "redes")
    ]
    table = [
        cells
        for cells in rows((ROOT / "README.md").read_text(encoding="utf-8"))
        if cells[0].isdigit()
    ]
    assert [(cells[1], float(cells[2])) for cells in table] == [
        (each.name, each.points) for record in records for each in notebook.exercises(record)
    ]


def test_pictures_are_small() -> None:
    """Pictures are PNG, each below 150 kB, so that a clone stays small."""
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert pictures
    for picture in pictures:
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) < 150_000, picture.name
