# expected: full
# Counts by brute force the places where the window fits.
def count(n, k, s, same):
    places = 0
    position = 0
    while position < n:
        if same or position + k <= n:
            places += 1
        position += s
    return places


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if type(kernel_size) is int:
        kernel_size = (kernel_size, kernel_size)
    if type(strides) is int:
        strides = (strides, strides)
    same = padding.lower() == "same"
    return [input_shape[0],
            count(input_shape[1], kernel_size[0], strides[0], same),
            count(input_shape[2], kernel_size[1], strides[1], same),
            filters]
