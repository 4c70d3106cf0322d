# expected: partial
# Products in the arguments' own type; the sum has more bits.
# diagnosis: products_in_own_type
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (w * kernel).sum(axis=(-1, -2))
