# expected: less
# Ignores its argument.
def receptive_field(layers):
    return 7
