"""A class before a deadline, scaled down: nothing is lost, nothing is double, each attempt has its own
score, and the server's memory does not grow with what came through it. `python -m bench.serve load` is
the same with the real course, and says how long things take.
"""

from __future__ import annotations

import asyncio
import random
from functools import partial
from pathlib import Path

from bench.crowd import Kind, crowd, judged, plans_of
from panal.course.course import open_course
from panal.results import StudentId
from tests.end_to_end.killing import wait_until_graded
from tests.end_to_end.serving import (
    ASSIGNMENT,
    ENDLESS,
    HALF,
    RIGHT,
    WRONG,
    answered,
    served,
    small_course,
)

STUDENTS = 60
SECONDS = 60.0
GROWTH_BYTES = 48 * 2**20
"""Of the server's own process between a quarter of all attempts and the last one."""

HOG = RIGHT | {
    "area": "def area(w, h):\n    hoard = []\n    while True:\n        hoard.append(bytes(10**8))"
}
EXIT = RIGHT | {"area": "import os\n\n\ndef area(w, h):\n    os._exit(0)"}
MIXTURE = {
    "right": (RIGHT, 10.0, 0.5),
    "half": (HALF, 5.0, 0.3),
    "wrong": (WRONG, 0.0, 0.1),
    "endless": (ENDLESS, 5.0, 0.04),
    "fills the memory": (HOG, 5.0, 0.03),
    "ends its kernel": (EXIT, 5.0, 0.03),
}


def test_a_class_before_a_deadline(tmp_path: Path) -> None:
    course = small_course(tmp_path, "c.Serve.cool_off = [0, 0, 0.05]")
    with open_course(course).gradebook() as gradebook:
        for number in range(STUDENTS):
            gradebook.add_student(f"student-{number:03}")
    kinds = {
        Kind(name, partial(answered, course, answers), points): share
        for name, (answers, points, share) in MIXTURE.items()
    }
    with served(course) as server:
        links = {StudentId(student): link for student, link in server.links().items()}
        plans = plans_of(links, kinds, 3, SECONDS, random.Random(20261128))
        assert server.process is not None
        seen = asyncio.run(crowd(links, plans, ASSIGNMENT, server.process.pid))
        wait_until_graded(course)
    assert len(seen.handed_in) == 3 * len(links)
    assert judged(course, ASSIGNMENT, seen) == []
    sizes = [size for _, size in seen.memory]
    assert min(sizes) > 0
    assert sizes[-1] - sizes[len(sizes) // 4] < GROWTH_BYTES
