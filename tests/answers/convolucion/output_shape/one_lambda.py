# expected: full
# Two lambdas and no def.
pair = lambda x: (x, x) if isinstance(x, int) else tuple(x)
output_shape = lambda input_shape, filters, kernel_size, strides=1, padding="valid": (
    input_shape[0],
    *[(n + s - (1 if padding.lower() == "same" else k)) // s
      for n, k, s in zip(input_shape[1:3], pair(kernel_size), pair(strides))],
    filters)
