"""All of our code that ever runs beside a student's.

These modules import what that process has anyway (standard library, ipykernel, NumPy, TensorFlow)
and never the rest of panal: inside the wall this folder is mounted as the package `sealed`, and
nothing else of panal is there.
"""
