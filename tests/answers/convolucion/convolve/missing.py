# expected: zero
# The function is called otherwise.
def convolution(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(w, kernel.astype(float))
