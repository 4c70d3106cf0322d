# expected: less
# Short parameter names, so that a call by keyword fails.
def output_shape(x, f, k, s=1, p="valid"):
    return Conv2D(f, k, s, p).compute_output_shape(x)
