# expected: full
# Hands its output to what asks for a descriptor: a child process, the fault handler, os.write.
import faulthandler
import os
import subprocess
import sys

faulthandler.enable()


def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    os.write(sys.stdout.fileno(), b"contando\n")
    subprocess.run(["true"], stdout=sys.stdout, stderr=sys.stderr, check=True)
    return height * width * in_channels * filters + (filters if use_bias else 0)
