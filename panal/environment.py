"""The environment of the libraries on both sides of the wall: one value, so that the reference and a
student's code compute the same, whatever the operator's environment and home say.
"""

from __future__ import annotations

from collections.abc import Mapping

PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS")
"""All of the operator's environment that reaches the libraries: which variant of a numeric library is
right for this machine, and how many threads it uses."""


def of_libraries(folder: str, operator: Mapping[str, str]) -> dict[str, str]:
    """The variables that decide what TensorFlow, Keras and Matplotlib do.

    Args:
        folder: an empty one, as the process sees it, in which they may keep what they like.
        operator: the operator's environment; only `PASSED_ON` is taken from it.

    Returns:
        Values by name. The process has no other variables of these libraries.

    Example:
        `of_libraries("/tmp", os.environ)["KERAS_BACKEND"]` is `"tensorflow"`, whatever the
        operator prefers.
    """
    values = {
        "PYTHONHASHSEED": "0",  # sets come out in the same order every time
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{folder}/matplotlib",
        "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow's greetings are no output of the student's
        "TF_ENABLE_ONEDNN_OPTS": "0",  # the same numbers on every processor
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": f"{folder}/keras",  # there is no keras.json in it
        "CUDA_VISIBLE_DEVICES": "-1",  # the same score on every machine, and no driver to attack
    }
    return values | {name: operator[name] for name in PASSED_ON if name in operator}
