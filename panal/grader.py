"""All that the author of a grader imports.

A grader is a file of ordinary pytest, `graders/<assignment>/test_<exercise>.py`; docs/graders.md says
how to write one, docs/recipes.md has one for each kind of exercise. Its tests have the fixture
`submission`, of class `Functions`, and visible cases also `example`, of class `Shown`, and `files`.

>>> import pytest
>>> from panal.grader import require_numbers
>>> @pytest.mark.check(title="Rectángulos", hint="¿Qué lados multiplicas?")
... def test_rectangles(submission):
...     require_numbers(submission.area(2, 3).whole_number(), 6)
"""

from __future__ import annotations

from panal.judge.answer import Answer, told
from panal.judge.caller import Function, Functions, LocalCaller
from panal.judge.compare import place, require_array, require_image, require_numbers
from panal.judge.endings import CheckEnded, wrong
from panal.judge.examples import Shown
from panal.results import Difference
from panal.sealed.ready import drawn_by, figures, members, predictions, printed_by, using
from panal.sealed.records import Axes, Bars, Figure, Line, Model, ModelLayer, Raised
from panal.sealed.values import Frame, Layer, Opaque, Series, Value

__all__ = [
    "Answer",
    "Axes",
    "Bars",
    "CheckEnded",
    "Difference",
    "Figure",
    "Frame",
    "Function",
    "Functions",
    "Layer",
    "Line",
    "LocalCaller",
    "Model",
    "ModelLayer",
    "Opaque",
    "Raised",
    "Series",
    "Shown",
    "Value",
    "drawn_by",
    "figures",
    "members",
    "place",
    "predictions",
    "printed_by",
    "require_array",
    "require_image",
    "require_numbers",
    "told",
    "using",
    "wrong",
]
