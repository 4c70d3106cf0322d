# expected: full
# A lambda inside a lambda.
same_padding = lambda size, kernel_size, strides=1: (lambda t: (t // 2, t - t // 2))(
    max(kernel_size - (size % strides or strides), 0))
