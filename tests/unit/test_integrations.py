"""integrations/: what they make of a result of which a grader failed, and what stands in the recipes for
containers.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from panal.results import Check, Ending, GradeId, Result, Verdict

INTEGRATIONS = Path(__file__).parents[2] / "integrations"
PENDING = "Hay puntos pendientes."
RIGHT = Check("a", "Una cosa", 1, Ending.RIGHT)


def loaded(name: str) -> ModuleType:
    """A script, which need not be called like a module."""
    spec = spec_from_loader("script", SourceFileLoader("script", str(INTEGRATIONS / name)))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """One exercise is right, of another one a grader failed."""
    failed = Check("b", "Otra cosa", 1, Ending.GRADER_FAILED, "No pudimos revisar esto.")
    verdicts = (
        Verdict(GradeId("test_one"), 10, (RIGHT,)),
        Verdict(GradeId("test_two"), 10, (RIGHT, failed)),
    )
    return Result("hw", verdicts).to_json()


def test_gradescope_says_that_points_are_pending(data: dict[str, Any]) -> None:
    """An exercise whose grader failed is neither passed nor failed, and the first line says why."""
    script = loaded("gradescope/run_autograder")
    found = script.results(data, PENDING)
    one, two = found["tests"]
    assert one["status"] == "passed" and PENDING not in one["output"]
    assert "status" not in two and two["output"].startswith(PENDING)
    assert found["output"] == PENDING


@pytest.mark.parametrize("name", ["a.ipynb", f"{'ñ' * 124}.ipynb"], ids=["short", "long"])
def test_gradescope_gathers_notebooks_and_loses_none(name: str, tmp_path: Path) -> None:
    """From several folders into one. A name that several have is nobody's, since the first of them
    would be graded for its name alone; and the name that one gets instead is no other file's.
    """
    script = loaded("gradescope/run_autograder")
    own = ["01-a.ipynb", "3-a.ipynb", "b.ipynb"]  # index 3 is the second of one name
    found = [tmp_path / each for each in [own[0], own[1], f"x/{name}", f"y/{name}", f"y/{own[2]}"]]
    for number, path in enumerate(found):
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(number))
    folder = script.gathered(found)
    kept = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(kept.values()) == ["0", "1", "2", "3", "4"]
    assert [kept[each] for each in own] == ["0", "1", "4"]
    assert name not in kept and all(each.endswith(".ipynb") for each in kept)


def test_gradescope_copies_nothing_out_of_one_folder(tmp_path: Path) -> None:
    script = loaded("gradescope/run_autograder")
    found = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    assert script.gathered(found) == tmp_path


def test_github_says_that_points_are_pending(data: dict[str, Any]) -> None:
    """In the row of that exercise."""
    text = loaded("github/report.py").page(data, 20.0)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert "✔ completo" in rows[0] and "pendiente" in rows[1] and "✘" not in rows[1]


# Recipes for containers, as docs/containers.md tells them

ROOT = INTEGRATIONS.parent
DOCKERFILE = (INTEGRATIONS / "docker" / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_has_what_the_wall_needs() -> None:
    """What a plain Debian lacks, by the script that installs it elsewhere."""
    script = (ROOT / "tools" / "install-system-packages").read_text(encoding="utf-8")
    wanted = set(re.findall(r"wanted\+=\(([\w-]+)\)", script))
    assert len(wanted) >= 4
    (command,) = re.findall(r"apt-get install (.*)", DOCKERFILE)
    assert wanted <= set(command.split())
    setup = (INTEGRATIONS / "gradescope" / "setup.sh").read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"apt-get install (.*)", setup)[0].split())


def test_the_image_holds_the_package_and_nothing_of_a_course() -> None:
    """Neither graders nor a gradebook; and all that it copies is there, all that pip builds from
    included.
    """
    lines = re.findall(r"^COPY (.*)", DOCKERFILE, flags=re.MULTILINE)
    copied = {source for line in lines for source in line.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {"pyproject.toml", "constraints.txt", project["readme"], *project["license-files"]}
    assert copied == {*needed, "panal"}


def test_the_image_names_no_registry() -> None:
    """The usual name, wherever that comes from."""
    (image,) = re.findall(r"^FROM (.*)", DOCKERFILE, flags=re.MULTILINE)
    assert re.fullmatch(r"[a-z]+:[\w.-]+", image) and "://" not in DOCKERFILE


def test_the_pod_is_restricted() -> None:
    """It keeps to each rule of the Pod Security Standard "restricted" that concerns it, and no file
    can be written but on its volumes.
    """
    text = (INTEGRATIONS / "kubernetes" / "job.yml").read_text(encoding="utf-8")
    pod = yaml.safe_load(text)["spec"]["template"]["spec"]
    assert (
        pod["securityContext"]["runAsNonRoot"] is True and pod["securityContext"]["runAsUser"] > 0
    )
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    kinds = {kind for volume in pod["volumes"] for kind in volume if kind != "name"}
    assert kinds <= {"emptyDir", "persistentVolumeClaim", "configMap", "secret"}
    mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert set(mounted) == {volume["name"] for volume in pod["volumes"]}
    # There is nowhere else to write: panal's sockets, and what libraries keep at home.
    assert "/tmp" in mounted.values() and {"name": "HOME", "value": "/tmp"} in container["env"]
    assert container["workingDir"] in mounted.values()


def test_servers_of_jupyterhub_are_ordinary_users() -> None:
    text = (INTEGRATIONS / "kubernetes" / "jupyterhub.yml").read_text(encoding="utf-8")
    server = yaml.safe_load(text)["singleuser"]
    context = server["extraPodConfig"]["securityContext"]
    assert server["uid"] > 0 and server["allowPrivilegeEscalation"] is False
    assert context["runAsNonRoot"] is True
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}


def test_a_github_job_in_a_container_runs_the_step() -> None:
    """With the inputs that it has; and in a container the step does not try to allow namespaces."""
    page = (ROOT / "docs" / "containers.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    job = yaml.safe_load(text)["jobs"]["grade"]
    action = yaml.safe_load((INTEGRATIONS / "github" / "action.yml").read_text(encoding="utf-8"))
    (step,) = [step for step in job["steps"] if step.get("uses") == "./integrations/github"]
    required = {name for name, given in action["inputs"].items() if given.get("required")}
    assert required <= set(step["with"]) <= set(action["inputs"])
    assert re.fullmatch(r"[a-z]+:[\w.-]+", job["container"])
    (allow,) = [step for step in action["runs"]["steps"] if step["name"] == "Allow namespaces"]
    assert "! -e /.dockerenv" in allow["run"]


PANAL = """#!/bin/sh
echo "in $PWD" "$@"
for last; do :; done
echo '{"score": 1}' > "$last"
exit $(cat code)
"""


@pytest.mark.parametrize("code", [0, 1])
def test_classroom50_gets_a_result_only_of_what_was_graded(code: int, tmp_path: Path) -> None:
    """panal runs in the course and is told where the notebook and the result lie; students read no
    word of it, and a result that one of them committed counts for nothing.
    """
    course, work = tmp_path / "course", tmp_path / "work"
    (course / ".venv" / "bin").mkdir(parents=True)
    work.mkdir()
    panal = course / ".venv" / "bin" / "panal"
    panal.write_text(PANAL.replace('echo "in', f'exec > {tmp_path}/said; echo "in'))
    panal.chmod(0o755)
    (course / "code").write_text(str(code))
    (work / "result.json").write_text('{"score": 100}')
    done = subprocess.run(
        [sys.executable, INTEGRATIONS / "classroom50" / "autograder.py"],
        cwd=work,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert (tmp_path / "said").read_text().split() == [
        *("in", str(course), "run", str(work / "convolucion.ipynb"), "--assignment"),
        *("convolucion", "--classroom50", str(work / "result.json")),
    ]
    result = work / "result.json"
    assert result.exists() == (not code) and (code or '"score": 1}' in result.read_text())


def test_a_backup_has_folders_with_their_modes_and_no_links(tmp_path: Path) -> None:
    """What `tar` makes of it is as it was, for whoever restores it."""
    course, there, archive = tmp_path / "course", tmp_path / "there", tmp_path / "course.tar"
    modes = {"serve": 0o700, "serve/attempts": 0o750, "reports": 0o711}
    for name, mode in modes.items():
        (course / name).mkdir(parents=True)
        (course / name).chmod(mode)
    for name, mode in (("serve/panal.db", 0o600), ("gradebook.db", 0o640)):
        with closing(sqlite3.connect(course / name)) as database:
            database.execute("CREATE TABLE a (b)")
        (course / name).chmod(mode)
        modes[name] = mode
    (course / "students.csv").write_text("id,email\nana,ana@uni.example\n")
    (course / "mail.CSV").write_text("student,link\nana,https://panal.example.org/enter/abc\n")
    script = INTEGRATIONS / "serve" / "backup.py"
    command = [sys.executable, str(script), str(course), str(archive)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ran.stderr == "Left out, for it holds links that work: mail.CSV\n"
    there.mkdir()
    subprocess.run(["tar", "-xf", str(archive), "-C", str(there)], check=True)
    assert (there / "students.csv").is_file() and not (there / "mail.CSV").exists()
    assert {name: (there / name).stat().st_mode & 0o777 for name in modes} == modes
