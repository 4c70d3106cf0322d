# Tries: fork, and let both go on: two kernels answer each request.
# Exercise: count_params
# Others: any
# Ending: wrong | kernel died | out of time | no attempt
# Next: nothing.
import os

os.fork()


def count_params(*args, **kwargs):
    return 15.0
