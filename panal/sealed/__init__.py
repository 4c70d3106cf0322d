"""All that ever runs beside a student's code.

These modules import what that process has anyway (standard library, ipykernel, NumPy, TensorFlow),
never the rest of
panal: inside the wall this folder is mounted as the package `sealed`, and nothing else of panal is
    there.
"""
