# expected: less
# Ignores its argument and returns what an empty list gives.
def receptive_field(layers):
    return 1
