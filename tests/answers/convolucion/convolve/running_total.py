# expected: less
# The total is never set to zero again.
# diagnosis: sum_never_reset
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    sums = np.tensordot(w, kernel.astype(float))
    return np.cumsum(sums.ravel()).reshape(sums.shape)
