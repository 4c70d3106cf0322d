# expected: less
# A range that ends one layer too early.
def receptive_field(layers):
    r, j = 1, 1
    for i in range(len(layers) - 1):
        r += (layers[i]["kernel_size"] - 1) * layers[i].get("dilation_rate", 1) * j
        j *= layers[i].get("strides", 1)
    return r
