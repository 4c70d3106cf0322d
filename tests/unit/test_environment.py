"""panal.environment: one value for both sides of the wall."""

from __future__ import annotations

from pathlib import Path

from panal.environment import of_libraries
from panal.kernel import launch, namespaces

HOSTILE = {
    "KERAS_BACKEND": "jax",
    "KERAS_HOME": "/root/.keras",
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TF_XLA_FLAGS": "--tf_xla_auto_jit=2",
    "CUDA_VISIBLE_DEVICES": "0",
    "MPLBACKEND": "tkagg",
    "PYTHONHASHSEED": "7",
    "OMP_NUM_THREADS": "2",
}


def test_the_operator_decides_nothing_but_how_fast() -> None:
    assert of_libraries("/x", HOSTILE) == of_libraries("/x", {}) | {"OMP_NUM_THREADS": "2"}
    assert of_libraries("/x", {})["KERAS_HOME"].startswith("/x/")


def test_behind_the_wall_it_is_the_same_value() -> None:
    python = launch.Python.of_this_process()
    command = namespaces.command(python, Path("/run/x"), [], environment=HOSTILE)
    set_there = {
        command[index + 1]: command[index + 2]
        for index, word in enumerate(command)
        if word == "--setenv"
    }
    told = of_libraries("/tmp", HOSTILE)
    assert told.items() <= set_there.items()
    assert not {"TF_XLA_FLAGS"} & set_there.keys()
