"""Whether an output is the right one but for a factor, which says more than any difference."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.floating]


def factor_between(came: Numbers, right: Numbers, tolerance: float | Numbers) -> float | None:
    """The number by which the right output was multiplied.

    Only a visible case may tell it: in a hidden one a student could write what was asked into it.

    Args:
        came: what came back.
        right: of the same shape.
        tolerance: by which a right output may differ.

    Returns:
        The factor, rounded where it is a whole number but for rounding; None if there is none, or
        it is 1.

    >>> factor_between(np.array([18.0, 9.0]), np.array([2.0, 1.0]), 1e-6)
    9.0
    >>> factor_between(np.array([18.0, 9.0]), np.array([1.0, 2.0]), 1e-6) is None
    True
    """
    size = float(np.sum(right * right))
    with np.errstate(all="ignore"):  # what came back may be as large as it likes
        factor = float(np.sum(came * right)) / size if size else 0.0
        if not factor or not np.isfinite(factor):
            return None
        allowed = np.asarray(tolerance) * max(1.0, abs(factor))
        if not np.all(np.abs(came - factor * right) <= allowed):
            return None
    whole = round(factor)
    factor = float(whole) if whole and abs(factor - whole) < 1e-3 * abs(whole) else factor
    return None if factor == 1 else factor


def told(factor: float) -> str:
    """What a student reads of a factor.

    >>> told(9.0), told(1 / 9)
    ('Tu salida es 9 veces la esperada.', 'Tu salida es la esperada, dividida entre 9.')
    >>> told(16820.0).replace("\xa0", " ")
    'Tu salida es 16 820 veces la esperada.'
    """
    if factor == -1:
        return "Tu salida es la esperada, con el signo cambiado."
    if 0 < factor < 1:
        return f"Tu salida es la esperada, dividida entre {_written(1 / factor)}."
    return f"Tu salida es {_written(factor)} veces la esperada."


def _written(number: float) -> str:
    """As people write it, in groups of three digits where there are five or more."""
    return (
        f"{number:,.0f}".replace(",", "\xa0")
        if abs(number) >= 9999.5
        else f"{float(f'{number:.4g}'):g}"
    )
