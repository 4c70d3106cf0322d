# expected: full
# All windows at once, and einsum.
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(np.float64(image), kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)
