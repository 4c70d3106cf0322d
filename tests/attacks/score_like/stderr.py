# Tries: the opposite: warnings and errors on stderr in each test cell, which nbgrader counts as a failure.
# Exercise: count_params
# Earns: full
# Ending: right
import logging
import sys
import warnings


def noise(*args):
    warnings.warn("noise")
    logging.error("noise")
    print("Traceback (most recent call last): noise", file=sys.stderr)


get_ipython().events.register("post_run_cell", noise)


def count_params(kernel_size, in_channels, filters, use_bias=True):
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    noise()
    return (high * wide * in_channels + use_bias) * filters
