# expected: full
# A 0-d array.
def receptive_field(layers):
    r = np.array(1)
    for layer in layers[::-1]:
        r = (r - 1) * layer.get("strides", 1) + 1 + (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1)
    return np.array(r, dtype="int32")
