# Tries: the kernel kills itself with the signal that nobody can catch.
# Exercise: max_pool_counterexample
# Ending: kernel died
import os
import signal


def max_pool_counterexample():
    os.kill(os.getpid(), signal.SIGKILL)
