"""In what two wrong answers are alike, for the exercises where many answers say the same.

For the other exercises a misconception gives one answer to each question, and numbers are compared.
"""

import numpy as np

from panal.grader import CheckEnded

from .edges import response
from .layers import plain_conv2d
from .pairs import breaks_linearity, read_pair
from .test_avg_pool_conv import asked as asked_pool
from .test_edge_kernel import CLEAR, QUIET
from .test_edge_kernel import asked as asked_edge


def edge_kernel(answer, *args, **kwargs):
    """What the kernel does to a picture, whatever its weights are."""
    kernel = answer.array(shape=asked_edge(*args, **kwargs))
    if not kernel.any():
        return "zeros"
    found = response(kernel)
    if found.on_edge < CLEAR:
        return quiet_kernel(kernel[..., 0, 0], found)
    if found.flat <= QUIET * found.on_edge:
        return "right"
    return loud_kernel(kernel.ravel())


def quiet_kernel(kernel, found):
    """A kernel without an answer to horizontal edges."""
    if found.on_vertical_edge >= CLEAR:
        return "vertical"
    return "corners" if np.allclose([*kernel.sum(axis=0), *kernel.sum(axis=1)], 0) else "silent"


def loud_kernel(weights):
    """A kernel that answers to a flat image. The centre is in the middle of the weights, since both
    sides are odd.
    """
    centre, others = weights[len(weights) // 2], np.delete(weights, len(weights) // 2)
    if centre and not others.any():
        return "identity"
    if (weights >= 0).all() or (weights <= 0).all():
        return "one sign"
    return "sharpen" if centre and (others * np.sign(centre) <= 0).all() else "unbalanced"


def avg_pool_conv(answer, *args, **kwargs):
    """The settings that change the output, and what the weights do; which random weights they are
    is all the same.
    """
    layer = answer.layer("Conv2D")
    _, channels = asked_pool(*args, **kwargs)
    names = ("filters", "kernel_size", "strides", "padding", "dilation_rate", "activation")
    settings = tuple(repr(layer.settings.get(name)) for name in names)
    try:
        plain_conv2d(layer, channels)
    except CheckEnded as ended:
        return settings, ended.sentence
    height, width, inputs, filters = layer.weights["kernel"].shape
    per_group = inputs < channels
    places = layer.weights["kernel"].astype(np.float64).reshape(height * width, inputs, filters)
    bias = layer.weights.get("bias", np.zeros(filters))
    return settings, what_weights_do(places, per_group), bool(bias.any())


def what_weights_do(places, per_group):
    """What sort of weights these are, and a number that tells two of that sort apart."""
    first = float(f"{places[0, 0, 0]:.5g}")
    if np.allclose(places, first, rtol=1e-4):
        return ("apart" if per_group or places.shape[1:] == (1, 1) else "mixed"), first
    if (
        not per_group
        and places.shape[1] == places.shape[2]
        and np.allclose(places, first * np.eye(places.shape[1]), rtol=1e-4)
    ):
        return "apart", first
    if len(np.unique(places)) == places.size and places.all():
        return "random", 0.0
    return "other", float(np.abs(places).sum())


def max_pool_counterexample(answer):
    """Why the pair proves nothing."""
    try:
        pair = read_pair(answer)
    except CheckEnded as ended:
        # One image of two rows reads like two flat ones.
        return ended.sentence, isinstance(answer.value, np.ndarray) and answer.value.ndim == 2
    if breaks_linearity(*pair):
        return "right"
    a, b = answer.arrays(2)  # as they were before they became float32
    if (a.any(), b.any()) != tuple(image.any() for image in pair):
        return "underflow"
    if not a.any() or not b.any():
        return "zero image"
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return "constant"
    if np.array_equal(a, b):
        return "equal"
    return "one place" if same_place(a, b).all() else "faint"


def same_place(a, b):
    """For each window, whether some place holds the greatest value of both images."""
    windows = [
        image.reshape(len(image) // 2, 2, -1, 2).swapaxes(1, 2).reshape(-1, 4) for image in (a, b)
    ]
    return np.logical_and(*(window == window.max(axis=1, keepdims=True) for window in windows)).any(
        axis=1
    )
