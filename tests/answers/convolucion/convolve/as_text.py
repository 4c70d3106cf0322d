# expected: zero
# The array as text.
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return str(np.tensordot(w, kernel.astype(float)))
