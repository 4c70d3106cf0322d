"""In what two wrong answers are alike, for the exercises where many answers say the same.

For the other exercises a misconception gives one answer to each question, and numbers are compared.
"""

import numpy as np

from panal.grader import Answer, CheckEnded

from .test_build_cnn import (
    ACCURACY,
    PARAMETERS,
    UNSEEN_LABELS,
    read,
    require_probabilities,
)
from .test_conv_params import letter
from .test_learn_kernel import close
from .test_plot_history import missing
from .test_plot_history import read as read_figure


def learn_kernel(answer, images, targets, kernel_size=3):
    """What the kernel has to do with the one that made the targets."""
    kernel = answer.array(shape=(kernel_size, kernel_size))
    right = behind(images, targets, kernel_size)
    for name, other in (("right", right), ("flipped", right[::-1, ::-1]), ("transposed", right.T)):
        if close(kernel, other):
            return name
    if close(kernel, np.abs(right)):
        return "without signs"
    if np.array_equal(kernel, np.round(kernel)):
        return "whole numbers"
    scale = np.sum(kernel * right) / np.sum(right**2)
    if abs(scale) > 0.05 and close(kernel / scale, right, 0.03):
        return "scaled"
    same = np.sum(kernel * right) / (np.linalg.norm(kernel) * np.linalg.norm(right) or 1)
    return "on its way" if same > 0.5 else "other"


def behind(images, targets, side):
    """The kernel that made the targets: with so many places, the best one is the one."""
    before, after = (side - 1) // 2, side // 2
    padded = np.pad(images[..., 0], [(0, 0), (before, after), (before, after)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    places = windows.reshape(-1, side * side).astype(np.float64)
    return np.linalg.lstsq(places, targets.reshape(-1), rcond=None)[0].reshape(side, side)


def build_cnn(answer, *args, **kwargs):
    """What a network lacks, or how well it has learned; which weights it has is all the same."""
    if isinstance(answer.value, dict):
        classes = kwargs["classes"] if kwargs else args[2] if len(args) > 1 else 3
        facts = read(answer, args[0], classes)
        return (
            min(facts["convolutions"], 2),
            facts["pools"] > 0 or facts["longest stride"] > 1,
            facts["parameters"] >= PARAMETERS,
            facts["loss"],
            sentence_of(require_probabilities, facts["output"]) and facts["activation"],
        )
    share = float(np.mean(answer.array(ndim=2).argmax(axis=1) == UNSEEN_LABELS))
    return "learned" if share >= ACCURACY else "learns" if share > 0.5 else "guesses"


def sentence_of(require, came):
    """What a check would tell of an answer; nothing if it is right."""
    try:
        require(came)
    except CheckEnded as ended:
        return ended.sentence
    return ""


def conv_params(answer):
    """The number, or the letter in whatever dress."""
    return letter(answer) if isinstance(answer.value, str) else answer.whole_number()


def plot_history(answer, history, by_name=False):
    """What a figure shows and lacks."""
    if answer.value is None:
        return None
    found = read_figure(answer)
    return (
        found["figures"] > 1,
        tuple(sorted(shows(line, history) for line in found["lines"])),
        any(found["x"]),
        any(found["y"]),
        len(found["legend"]),
    )


def shows(line, history):
    """Which list a line shows, or whether it only counts."""
    for name in history:
        if name not in missing({"lines": [line]}, history):
            return name
    counted = len(line) and np.array_equal(line - line[0], np.arange(len(line)))
    return "counts" if counted else "other"


def scores_by_class(answer, labels, predictions, names):
    """The two numbers of each class, or what stands in their place."""
    scores = answer.mapping()
    return tuple(
        tuple(number_in(one, key) for key in ("precision", "recall"))
        for one in (scores.get(name) for name in names)
    ) + tuple(sorted(map(repr, scores.keys() - set(names))))


def number_in(one, key):
    """A number, written as far as two ways to work it out agree; in words, what is there instead."""
    if not isinstance(one, dict) or key not in one:
        return "nothing"
    try:
        return f"{Answer(one[key]).number(finite=False):.6f}"
    except CheckEnded:
        return "no number"
