# expected: full
# Prints, warns, writes to stderr and draws before it answers.
import sys
import warnings


def same_padding(size, kernel_size, strides=1):
    print("size", size, "kernel", kernel_size, "strides", strides)
    print("Exception: none", file=sys.stderr)
    warnings.warn("el cero impar va al final")
    total = max(kernel_size - (size % strides or strides), 0)
    plt.plot([0, 1], [total // 2, total - total // 2], "o")
    plt.close("all")
    return np.array((total // 2, total - total // 2))
