"""How far an array may be from the right one."""

import numpy as np

LEAST = 1e-6  # is added to each tolerance that follows from a range


def near(came, right, share, scale=None):
    """Whether no value is further away than a share of the range of the right values.

    Args:
        came: the student's array.
        right: of the same shape.
        share: of the range, by the contract.
        scale: what is taken in place of the range.
    """
    scale = np.ptp(right) if scale is None else scale
    return bool(np.all(np.abs(came - right) <= share * scale + LEAST))
