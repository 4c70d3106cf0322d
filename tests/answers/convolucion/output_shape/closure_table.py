# expected: full
# Picks a closure for the padding out of a dictionary.
def rule(of_kernel):
    def length(n, k, s):
        quotient, rest = divmod(n - of_kernel(k) + 1, s)
        return quotient + (rest > 0)
    return length


RULES = {"valid": rule(lambda k: k), "same": rule(lambda k: 1)}


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, *sides, _ = input_shape
    kernel = [kernel_size] * 2 if isinstance(kernel_size, int) else kernel_size
    steps = [strides] * 2 if isinstance(strides, int) else strides
    return [batch, *map(RULES[padding.lower()], sides, kernel, steps), filters]
