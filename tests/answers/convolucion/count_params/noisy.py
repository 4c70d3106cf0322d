# expected: full
# Prints, warns, writes to stderr and draws a figure before it answers.
import sys
import warnings


def count_params(kernel_size, in_channels, filters, use_bias=True):
    print("kernel_size =", kernel_size)
    print("ERROR: nothing is wrong", file=sys.stderr)
    warnings.warn("FAILED? no, only a warning")
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    weights = kh * kw * in_channels * filters
    bias = filters if use_bias else 0
    plt.figure()
    plt.bar(["weights", "bias"], [weights, bias])
    plt.title("parameters")
    plt.close("all")
    return weights + bias
