# expected: less
# Half a kernel to each side, rounded down, which is too much for even kernels.
def receptive_field(layers):
    r, j = 1, 1
    for l in layers:
        r += 2 * (l["kernel_size"] // 2) * l.get("dilation_rate", 1) * j
        j *= l.get("strides", 1)
    return r
