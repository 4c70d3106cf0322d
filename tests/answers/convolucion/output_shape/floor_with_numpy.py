# expected: partial
# Both sides at once with NumPy, and same is divided without a rest.
# diagnosis: same_rounds_down
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    sizes = np.array(input_shape[1:3])
    if padding.lower() == "valid":
        sizes = sizes - kernel_size + np.array(strides)
    return [input_shape[0], *(sizes // strides), filters]
