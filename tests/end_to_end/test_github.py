"""The step for GitHub Actions, called as the runner calls it: its scripts in bash, with the
runner's files and variables.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands says how a step
answers.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.courses import ASSIGNMENT, IN_A_CONTAINER, POINTS, ROOT, in_soak
from tests.machine import require_root

FOLDER = ROOT / "integrations" / "github"
ACTION = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a step leaves: exit code, outputs, the summary, and the log."""

    code: int
    outputs: dict[str, str]
    summary: str
    log: str

    @property
    def reported(self) -> dict[str, Any]:
        """What the reporter reads: base64 in one line."""
        found: dict[str, Any] = json.loads(base64.b64decode(self.outputs["result"], validate=True))
        return found


def answer_of(code: int, log: str, temp: Path) -> Answer:
    lines = (temp / "output").read_text(encoding="utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    assert len(outputs) == len(lines) and set(outputs) == set(ACTION["outputs"])
    return Answer(code, outputs, (temp / "summary").read_text(encoding="utf-8"), log)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """What the two checkouts leave: the student's repository, and the course in a folder of it, its
    environment made.
    """
    course = tmp_path / "workspace" / "course"
    course.mkdir(parents=True)
    for name in ("release", "graders", "integrations"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", course)
    (course / ".venv").symlink_to(sys.prefix)
    return course.parent


def grade(
    workspace: Path,
    notebook: str,
    log: str = "false",
    assignment: str = ASSIGNMENT,
    before: tuple[str, ...] = (),
) -> Answer:
    """Run the step that grades, as the runner does: a script for bash, expressions filled in in its
    environment alone.
    """
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "grade"]
    temp = workspace.parent / "temp"
    temp.mkdir()
    inputs = {"notebook": notebook, "assignment": assignment, "log": log}
    given = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], text)
        for name, text in step["env"].items()
    }
    runner = {
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_ACTION_PATH": str(workspace / "course" / "integrations" / "github"),
        "GITHUB_OUTPUT": str(temp / "output"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary"),
        "RUNNER_TEMP": str(temp),
    }
    script = temp / "script.sh"
    script.write_text(step["run"])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    environment = os.environ | runner | given
    if before:
        environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [*before, *command], cwd=workspace, env=environment, capture_output=True, text=True
    )
    return answer_of(done.returncode, done.stdout + done.stderr, temp)


def test_a_notebook_is_graded(workspace: Path) -> None:
    """Exit code 0 whatever the score; points in the outputs, hints in the summary, a test for each
    exercise in the report.
    """
    shutil.copy(ROOT / "submitted" / "carla-ruiz" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", workspace)
    answer = grade(workspace, f"{ASSIGNMENT}.ipynb", log="true")
    assert answer.code == 0, answer.log
    assert 0 < float(answer.outputs["score"]) < 100 == float(answer.outputs["max-score"])
    assert answer.summary.startswith(f"## {answer.outputs['score']} de 100 puntos\n")
    assert [
        re.findall(rf"^\| `{name}` \|", answer.summary, flags=re.MULTILINE) for name in POINTS
    ] == [[f"| `{name}` |"] for name in POINTS]
    assert (
        "✔" in answer.summary and "✘" in answer.summary and "Sin aislamiento" not in answer.summary
    )
    report = answer.reported
    assert (report["max_score"], report["status"]) == (100, "fail")
    assert sum(test["score"] for test in report["tests"]) == pytest.approx(
        float(answer.outputs["score"])
    )
    assert answer.log and all(line.startswith("| ") for line in answer.log.splitlines())


@in_soak("Gradescope's script is tried in the same container")
def test_a_job_in_a_container_grades_as_well(workspace: Path) -> None:
    """Its root can make no namespaces."""
    require_root("only root is root in a container")
    shutil.copy(ROOT / "submitted" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", workspace)
    answer = grade(workspace, f"{ASSIGNMENT}.ipynb", before=IN_A_CONTAINER)
    assert answer.code == 0, answer.log
    assert float(answer.outputs["score"]) == 100 == float(answer.outputs["max-score"])
    results = json.loads((workspace.parent / "temp" / "panal-results.json").read_text())
    assert results["isolation"] == "users"


def test_what_can_not_be_graded_has_no_score(workspace: Path) -> None:
    """No notebook: no zero, the exit code of `panal run`, and nothing in a log that the student
    reads.
    """
    answer = grade(workspace, "convolucion.ipynb")
    assert answer.code == 2
    assert (answer.outputs["score"], answer.outputs["max-score"]) == ("", "")
    assert (answer.reported["status"], answer.reported["max_score"]) == ("error", 0)
    assert answer.summary.startswith("## Sin puntaje\n") and answer.log == ""


def test_texts_are_no_markup(tmp_path: Path) -> None:
    """Whatever stands in a sentence or a note is shown as it is, and sets no output."""
    text = "a|b <img src=x> [c](javascript:1) &lt; ::error::x\nscore=100"
    test = {"name": "test_uno", "score": 0.0, "max_score": 10.0, "output": f"✘ {text}"}
    test["extra_data"] = {"checks": [{"ending": "wrong"}]}
    data = {"score": 0.0, "notes": [text], "isolation": "none", "tests": [test]}
    (tmp_path / "results.json").write_text(json.dumps(data))
    environment = {
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    command = [sys.executable, str(FOLDER / "report.py"), str(tmp_path / "results.json")]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    answer = answer_of(0, "", tmp_path)
    assert answer.outputs["score"] == "0"
    assert not re.search(
        r"<|(?<!\\)\[|&lt; ", answer.summary.replace("&lt;img", "").replace("&amp;lt;", "")
    )
    assert (
        "- a\\|b &lt;img src=x>" in answer.summary
        and "Sin aislamiento completo: none." in answer.summary
    )
    assert not [line for line in answer.summary.splitlines() if line.startswith(("::", "score="))]


def test_scripts_take_nothing_into_their_text() -> None:
    """An expression in a script would be filled in before bash reads it: a name could be a
    command.
    """
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert subprocess.run(["bash", "-n", "-c", step["run"]]).returncode == 0


@pytest.mark.parametrize("name", ["classroom.yml", "course.yml"])
def test_workflows_use_what_the_action_has(name: str) -> None:
    """Inputs and outputs by their names, rights to read only, and no token left on the disk beside
    a student's code.
    """
    workflow = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    steps = job["steps"]
    assert all(
        step["with"]["persist-credentials"] is False
        for step in steps
        if step["uses"].startswith("actions/checkout@")
    )
    (ours,) = [step for step in steps if step["uses"].endswith("/integrations/github")]
    required = {key for key, value in ACTION["inputs"].items() if value.get("required")}
    assert required <= set(ours["with"]) <= set(ACTION["inputs"])
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert set(re.findall(r"outputs\.([\w-]+)", text)) <= set(ACTION["outputs"])
    if name == "classroom.yml":  # as the reporter's README wants them
        assert (workflow["name"], list(workflow["jobs"])) == (
            "Autograding Tests",
            ["run-autograding-tests"],
        )
        assert (
            ours["id"] == "panal"
            and steps[-1]["with"]["runners"] == "panal"
            and "PANAL_RESULTS" in steps[-1]["env"]
        )
        assert "log" not in ours["with"]
