# expected: less
# Only the rows of the kernel are turned round.
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.einsum("ijuv,uv->ij", w, np.flipud(kernel))
