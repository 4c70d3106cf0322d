# expected: full
# The smallest signal for which the valid layers give one number.
def receptive_field(layers):
    def outputs(n):
        for layer in layers:
            width = (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) + 1
            if n < width:
                return 0
            n = (n - width) // layer.get("strides", 1) + 1
        return n
    size = 1
    while outputs(size) < 1:
        size += 1
    return size
