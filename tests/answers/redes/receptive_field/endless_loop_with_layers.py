# expected: less
# Waits for the list to be empty, which nothing makes it.
def receptive_field(layers):
    r, j = 1, 1
    while layers:
        l = layers[0]
        r += (l["kernel_size"] - 1) * l.get("dilation_rate", 1)
        r %= 1000
    return r
