"""docs/graders.md: its graders and its misconception work as they stand there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import FunctionType

import pytest

import panal.grader
from panal.config import Limits
from panal.grader import LocalCaller
from panal.judge import answer
from panal.judge.session import JudgeSession

DOCS = Path(__file__).parents[3] / "docs" / "graders.md"
GRADER, VISIBLE, PROBE, LIMITS, MISCONCEPTION = re.findall(
    r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL
)
ACCOUNT = """
class Account:
    def __init__(self, owner): self.balance = 0
    def deposit(self, amount): self.balance += amount
"""


def test_the_examples_work_as_they_stand(tmp_path: Path) -> None:
    """The pieces of code, put where the text says, name the misconception and show the notebook's
    own cases.
    """
    folder = tmp_path / "graders" / "geometria"
    (folder / "misconceptions" / "area").mkdir(parents=True)
    (folder / "test_area.py").write_text(f"{LIMITS}\n\n{GRADER}\n\n{VISIBLE}", encoding="utf-8")
    (folder / "test_Account.py").write_text(PROBE, encoding="utf-8")
    path = folder / "misconceptions" / "area" / "sides_added.py"
    path.write_text(MISCONCEPTION, encoding="utf-8")
    wrong = LocalCaller.from_source("def area(width, height=1): return width + height", {})
    with JudgeSession(folder) as session:
        verdict = session.grade("area", wrong, 10)
        assert (verdict.points, verdict.misconception) == (0, "sides_added")
        assert [(check.title, check.sentence) for check in verdict.checks] == [
            ("Rectángulos", "¿Qué lados multiplicas?"),
            ("La altura por defecto", "¿Qué vale `height` si nadie lo dice?"),
        ]
        assert session.limits("area", Limits()).call_cpu_seconds == 20
        first, second = session.examples("area", wrong, {})
        account = LocalCaller.from_source(ACCOUNT, {})
        assert session.grade("Account", account, 10).points == 10
    assert (first.asked, first.expected, first.came) == ("area(2, 3)", "6", "5")
    assert (second.asked, second.expected, second.came) == ("area(4, 4)", "16", "8")


@pytest.mark.parametrize("name", panal.grader.__all__)
def test_all_that_an_author_imports_is_explained(name: str) -> None:
    """Each has a docstring of its own with an example, and each public method of it one, too, unless
    it says where else to look.
    """
    thing = getattr(panal.grader, name)
    if name == "Value":
        return
    explained = {name: inspect.getdoc(thing)}
    for part, member in vars(thing).items() if inspect.isclass(thing) else ():
        if isinstance(member, (FunctionType, classmethod)) and not part.startswith("_"):
            explained[part] = member.__doc__
    for part, text in explained.items():
        assert text, part
        assert re.search(r"^ *(>>> |Example:$)", text, re.M) or text.startswith("See `"), part


def test_the_module_is_the_whole_surface() -> None:
    """No grader of the project, and no page, imports anything else of panal."""
    root = DOCS.parents[1]
    about_settings = root / "docs" / "reference.md"
    pages = {*root.glob("graders/*/*.py"), *root.glob("docs/*.md")} - {about_settings}
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        found = re.findall(r"^(?:from|import) (panal[\w.]*)", text, re.M)
        assert set(found) <= {"panal.grader"}, page


def test_the_docs_name_each_reading() -> None:
    """The table has all of them."""
    text = DOCS.read_text(encoding="utf-8")
    readings = [
        name
        for name, member in vars(answer.Answer).items()
        if inspect.isfunction(member) and not name.startswith("_")
    ]
    assert [name for name in readings if f"`.{name}(" not in text] == []
