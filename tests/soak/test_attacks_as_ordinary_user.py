"""Every attack on the rung `landlock`, tried as somebody who may do nothing special. Elsewhere the tests
run as root, and root without its rights is not quite the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.courses import ROOT, USER, ordinary_user
from tests.machine import require_root


def test_every_attack_is_held(tmp_path: Path) -> None:
    require_root("only root can become somebody else")
    os.chown(tmp_path, USER, USER)
    tests = ROOT / "tests" / "end_to_end" / "test_attacks.py"
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "-k", "landlock"]
    pytest_there = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), *options]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PANAL_SOAK": "1",
        "CI": "1",
    }
    done = subprocess.run(
        [*ordinary_user(tmp_path, ROOT), *pytest_there, str(tests)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-20_000:]
    assert " passed" in done.stdout and " skipped" not in done.stdout
