# expected: less
# Cut to 0 and 255, to be shown.
# diagnosis: cut_to_grey_levels
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.minimum(255, np.maximum(0, np.tensordot(w, kernel.astype(float))))
