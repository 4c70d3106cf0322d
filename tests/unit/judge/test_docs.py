"""docs/graders.md: its grader, its misconception and its example work as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from panal.config import Limits
from panal.judge.session import JudgeSession

DOCS = Path(__file__).parents[3] / "docs" / "graders.md"


def test_the_examples_work_as_they_stand(tmp_path, monkeypatch, capsys):
    """The pieces of code, put where the text says, name the misconception and show the notebook's
    own cases.
    """
    grader, visible, limits, misconception, trial = re.findall(
        r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL
    )
    folder = tmp_path / "graders" / "geometria"
    (folder / "misconceptions" / "area").mkdir(parents=True)
    (folder / "test_area.py").write_text(f"{limits}\n\n{grader}\n\n{visible}", encoding="utf-8")
    (folder / "misconceptions" / "area" / "sides_added.py").write_text(
        misconception, encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(trial, "docs/graders.md", "exec"), names)
    assert capsys.readouterr().out.splitlines() == [
        "0.0 sides_added",
        "Rectángulos wrong ¿Qué lados multiplicas?",
        "La altura por defecto wrong ¿Qué vale `height` si nadie lo dice?",
    ]
    with JudgeSession(folder) as session:
        assert session.limits("area", Limits()).call_cpu_seconds == 20
        first, second = session.examples("area", names["answer"], {})
    assert (first.asked, first.expected, first.came) == ("area(2, 3)", "6", "5")
    assert (second.asked, second.expected, second.came) == ("area(4, 4)", "16", "8")
