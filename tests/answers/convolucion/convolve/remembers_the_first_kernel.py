# expected: less
# The layer is made once and keeps its first kernel.
layers = {}


def convolve(image, kernel):
    if kernel.shape not in layers:
        layers[kernel.shape] = kernel.astype(float)
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(w, layers[kernel.shape])
