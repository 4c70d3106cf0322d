"""An autograder of Classroom 50 that grades with panal, on a runner of your own where the course lies.

Its place is CLASSROOM/autograders/ASSIGNMENT/autograder.py in your classroom50 repository. What it
can't keep secret: docs/other-programs.md.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COURSE = Path("~/course").expanduser()
NOTEBOOK = "convolucion.ipynb"
ASSIGNMENT = "convolucion"

result = Path("result.json").absolute()
result.unlink(missing_ok=True)  # one that a student committed
command = [
    *(str(COURSE / ".venv/bin/panal"), "run", str(Path(NOTEBOOK).absolute())),
    *("--assignment", ASSIGNMENT, "--classroom50", str(result)),
]
# Students read the log, and what panal says of a grader that failed quotes a line of it.
done = subprocess.run(command, cwd=COURSE, capture_output=True, check=False)
if done.returncode:
    result.unlink(missing_ok=True)
    print("The notebook could not be graded. Please tell your teacher.", file=sys.stderr)
sys.exit(done.returncode)
