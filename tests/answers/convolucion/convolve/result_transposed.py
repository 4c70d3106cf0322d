# expected: less
# Rows and columns of the result are swapped.
# diagnosis: output_transposed
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.einsum("ijuv,uv->ji", w, kernel.astype(float))
