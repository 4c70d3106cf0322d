# expected: partial
# einsum in the arguments' own type.
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", w, kernel)
