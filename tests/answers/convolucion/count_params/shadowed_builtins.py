# expected: full
# Leaves global variables behind that hide builtins and the names of the first cell.
# alone: it changes what the cells after it see
sum = 448
max = min = len = abs = None
round = "round"
list = [1, 2, 3]
print("sum =", sum)


def count_params(kernel_size, in_channels, filters, use_bias=True):
    global np, sum
    np = None
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sum = (h * w * in_channels + (1 if use_bias else 0)) * filters
    return sum
