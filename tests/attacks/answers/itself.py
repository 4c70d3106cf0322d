# Tries: a list that holds itself.
# Exercise: same_padding
# Ending: unusable answer
def same_padding(size, kernel_size, strides=1):
    pair = [0, 0]
    pair[1] = pair
    return pair
