# expected: less
# One more pixel to each side for each layer, whatever its kernel.
def receptive_field(layers):
    return 2 * len(layers) + 1
