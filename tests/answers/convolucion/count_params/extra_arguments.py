# expected: full
# Has further arguments with defaults, as the Keras layer has.
def count_params(kernel_size, in_channels, filters, use_bias=True, groups=1, *, trainable=True, **ignored):
    if not trainable:
        return 0
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size,) * 2
    return (kernel_size[0] * kernel_size[1] * (in_channels // groups) + bool(use_bias)) * filters
