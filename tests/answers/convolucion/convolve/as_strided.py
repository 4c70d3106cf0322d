# expected: full
# Windows by as_strided, and a matrix times a vector.
def convolve(image, kernel):
    x = np.ascontiguousarray(image, dtype=float)
    (h, w), (kh, kw), (a, b) = x.shape, kernel.shape, x.strides
    view = np.lib.stride_tricks.as_strided(x, (h - kh + 1, w - kw + 1, kh, kw), (a, b, a, b))
    return view.reshape(-1, kh * kw).dot(kernel.astype(float).ravel()).reshape(h - kh + 1, w - kw + 1)
