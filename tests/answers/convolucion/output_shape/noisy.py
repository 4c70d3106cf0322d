# expected: full
# Prints, warns, writes to stderr and draws before it answers.
import sys
import warnings


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    warnings.warn(f"padding es {padding}", RuntimeWarning)
    print("AssertionError: no, todo bien", file=sys.stderr)
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    result = layer.compute_output_shape(input_shape)
    print("salida:", result)
    figure, axes = plt.subplots()
    axes.bar(range(4), result)
    plt.show()
    plt.close(figure)
    return list(result)
