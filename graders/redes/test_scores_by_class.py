"""`scores_by_class(labels, predictions, names)`: precision and recall of each class."""

import numpy as np
import pytest

from panal.grader import Answer, wrong

CHECK = pytest.mark.check

FAR = 1e-6  # by the contract
INSECTS = ["mariquita", "abeja", "escarabajo"]
BOTH = ("precision", "recall")


def scores(labels, predictions, names):
    """The right answer."""
    found = {}
    for k, name in enumerate(names):
        hits = sum(a == b == k for a, b in zip(labels, predictions, strict=True))
        said, there = list(predictions).count(k), list(labels).count(k)
        precision, recall = hits / said if said else 0, hits / there if there else 0
        found[name] = {"precision": precision, "recall": recall}
    return found


def require(submission, labels, predictions, names, keys=BOTH, by_name=False):
    """Ask for scores and hold them against the right ones.

    Args:
        keys: which of the two numbers are read.
        by_name: whether the arguments go by their names.
    """
    arrays = (np.array(labels, dtype=np.int64), np.array(predictions, dtype=np.int64), list(names))
    if by_name:
        answer = submission.scores_by_class(
            names=arrays[2], predictions=arrays[1], labels=arrays[0]
        )
    else:
        answer = submission.scores_by_class(*arrays)
    require_scores(answer.mapping(), scores(labels, predictions, names), keys)


def require_scores(came, expected, keys=BOTH):
    """Hold a dict against the right one, and say what it looks like."""
    for name, right in expected.items():
        if name not in came:
            wrong("A tu diccionario le falta una clase: van todas las de `names`, con su nombre.")
        one = came[name]
        if not isinstance(one, dict) or not all(key in one for key in keys):
            wrong('Cada clase lleva un diccionario con `"precision"` y `"recall"`.')
        for key in keys:
            number = Answer(one[key]).number()
            if abs(number - right[key]) > FAR:
                require_not_swapped(one, right)
                wrong(
                    f"Para alguna clase, `{key}` no es la que debe ser. ¿Entre cuántas fotos divides?"
                )


def require_not_swapped(one, right):
    """Say so if the two numbers stand in each other's place."""
    if right["precision"] != right["recall"] and all(
        isinstance(one.get(key), (int, float)) and one[key] == right[other]
        for key, other in (BOTH, BOTH[::-1])
    ):
        wrong("Tienes cambiadas la precisión y la exhaustividad.")


@pytest.mark.visible
@pytest.mark.parametrize(
    ("labels", "predictions", "names"),
    [
        ([0, 0, 1], [0, 1, 1], ["sol", "luna"]),
        ([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0], ["abeja", "otro"]),
        ([1, 1], [1, 2], ["a", "b", "c"]),
    ],
)
def test_example(submission, example, labels, predictions, names):
    right = scores(labels, predictions, names)
    example.expected(in_words(right))
    answer = submission.scores_by_class(np.array(labels), np.array(predictions), list(names))
    came = answer.mapping()
    if all(complete(came.get(name)) for name in names):
        example.came(in_words({name: came[name] for name in names}))
    require_scores(came, right)


def complete(one):
    """Whether the scores of a class are two numbers."""
    return isinstance(one, dict) and all(isinstance(one.get(key), (int, float)) for key in BOTH)


def in_words(found):
    """Scores as one reads them."""
    return "; ".join(
        f"{name}: precisión {one['precision']:.3g}, exhaustividad {one['recall']:.3g}"
        for name, one in found.items()
    )


LABELS = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]
SAID = [0, 0, 1, 2, 2, 1, 0, 2, 2, 2, 2, 2, 1, 0]


@CHECK(title="La precisión", weight=1)
def test_precision(submission):
    require(submission, LABELS, SAID, INSECTS, keys=["precision"])
    require(submission, [1, 0, 1, 1, 0], [1, 1, 1, 0, 0], ["no", "sí"], keys=["precision"])


@CHECK(title="La exhaustividad", weight=1)
def test_recall(submission):
    require(submission, LABELS, SAID, INSECTS, keys=["recall"])
    require(submission, [1, 0, 1, 1, 0], [1, 1, 1, 0, 0], ["no", "sí"], keys=["recall"])


@CHECK(title="Clases que la red nunca dijo", weight=1)
def test_never_said(submission):
    require(submission, [0, 1, 2, 2, 0], [0, 0, 2, 0, 2], INSECTS)
    require(submission, [0, 1, 1, 3, 3], [3, 3, 1, 3, 1], ["a", "b", "c", "d"])


@CHECK(title="Clases de las que no había fotos", weight=1)
def test_never_there(submission):
    require(submission, [0, 0, 2, 2, 2], [0, 1, 2, 1, 0], INSECTS)
    require(submission, [3, 1, 1], [0, 1, 3], ["a", "b", "c", "d"])


@CHECK(title="Otros nombres, y ninguna foto", weight=1)
def test_names_and_empty(submission):
    require(submission, [], [], INSECTS)
    require(submission, [1, 1, 0], [1, 0, 0], ["roble", "pino"], by_name=True)
    require(submission, [0, 1, 2, 3, 3], [3, 1, 2, 3, 0], ["z", "x", "y", "w"])
