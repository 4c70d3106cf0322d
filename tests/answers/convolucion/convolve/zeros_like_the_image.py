# expected: partial
# The output has the image's type.
# diagnosis: output_in_own_type
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    inner = np.tensordot(w, kernel.astype(float))
    out = np.zeros_like(image[:inner.shape[0], :inner.shape[1]])
    for i, j in np.ndindex(out.shape):
        out[i, j] = inner[i, j]
    return out
