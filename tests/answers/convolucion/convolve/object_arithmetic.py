# expected: full
# Python's own whole numbers in an object array, then float.
def convolve(image, kernel):
    big, k = image.astype(object), kernel.astype(object)
    kh, kw = kernel.shape
    return np.array([
        [float(np.sum(big[i:i + kh, j:j + kw] * k)) for j in range(image.shape[1] - kw + 1)]
        for i in range(image.shape[0] - kh + 1)
    ])
