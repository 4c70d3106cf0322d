# expected: zero
# Everything is seen: infinity.
def receptive_field(layers):
    return float("inf")
