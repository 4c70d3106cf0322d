# expected: less
# Takes the first number of kernel_size, which is an int.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += (l["kernel_size"][0] - 1) * j
        j *= l["strides"][0]
    return r
