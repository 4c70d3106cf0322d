# expected: full
# Ceilings written as negated floor divisions, in a list.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    k = [kernel_size] * 2 if isinstance(kernel_size, int) else list(kernel_size)
    s = [strides] * 2 if isinstance(strides, int) else list(strides)
    out = [input_shape[0]]
    for axis in range(2):
        n = input_shape[axis + 1] - (k[axis] - 1) * (padding.upper() == "VALID")
        out.append(-(-n // s[axis]))
    return out + [filters]
