# expected: less
# The output is as large as the image, with a frame of zeros.
# diagnosis: border_left_at_zero
def convolve(image, kernel):
    out = np.zeros_like(image, dtype=float)
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    inner = np.tensordot(w, kernel.astype(float))
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    out[top:top + inner.shape[0], left:left + inner.shape[1]] = inner
    return out
