"""What makes an earlier result stale, in one place."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from panal.assignment import Assignment
from panal.judge.loading import graders_digest
from panal.provenance import versions

SCORING_VERSION = 6
"""Raised by hand with each change of panal by which a submission may get another score, ending,
sentence or page. The next run then grades everybody again. A new version of panal alone does not.
"""


def stamp_of(assignment: Assignment) -> str:
    """Digest of everything that can change a result, except what the student handed in.

    It stands in results.json, and a run grades again what has another one. The late penalty is no
    part of it: each run works it out anew, see `panal.course.gradebook.Book.kept`.
    """
    parts = [
        SCORING_VERSION,
        versions(),
        [[each.name, each.record] for each in assignment.notebooks],
        {name: sha256(content).hexdigest() for name, content in assignment.files.items()},
        graders_digest(assignment.graders),
        asdict(assignment.limits),
        # Each rung of the wall gives the same scores.
        "none" if assignment.sealing.isolation == "none" else "sealed",
        assignment.language,
        assignment.all_cells,
    ]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
