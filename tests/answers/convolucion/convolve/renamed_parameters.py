# expected: partial
# The parameters have other names, so that calls by keyword fail.
def convolve(imagen, filtro):
    w = np.lib.stride_tricks.sliding_window_view(imagen.astype(float), filtro.shape)
    return np.tensordot(w, filtro.astype(float))
