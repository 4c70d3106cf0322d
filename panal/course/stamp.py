"""What makes an earlier result stale, in one place."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from panal.assignment import Assignment
from panal.judge.loading import graders_digest
from panal.provenance import versions

SCORING_VERSION = 1
"""Raised by hand with each change of panal by which a submission may get another score, ending,
sentence or page than before. Then the next run grades everybody again; panal's own version says
nothing of that.
"""


def stamp_of(assignment: Assignment) -> str:
    """Digest of all that can change a result besides what the student handed in.

    It stands in results.json; a run grades again what has another one. The late penalty is no part
    of it: it is worked out anew by each run, see `panal.course.gradebook.Book.kept`.

    Args:
        assignment: the assignment.
    """
    parts = [
        SCORING_VERSION,
        versions(),
        assignment.notebook,
        assignment.record,
        {name: sha256(content).hexdigest() for name, content in assignment.files.items()},
        graders_digest(assignment.graders),
        asdict(assignment.limits),
        assignment.sealing.isolation,
        assignment.language,
        assignment.all_cells,
    ]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
