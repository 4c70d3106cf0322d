# Tries: recursion without a bound, through native code.
# Exercise: count_params
# Ending: raised | kernel died
import sys

sys.setrecursionlimit(10**9)


def count_params(*args, **kwargs):
    return sorted([0], key=lambda value: count_params())
