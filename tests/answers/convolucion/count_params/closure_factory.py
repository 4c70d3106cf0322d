# expected: full
# A closure that a factory returns.
def make_counter(bias_per_filter):
    def count(kernel_size, in_channels, filters, use_bias=True):
        h, w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
        total = h * w * in_channels * filters
        if use_bias:
            total += bias_per_filter * filters
        return total
    return count


count_params = make_counter(1)
