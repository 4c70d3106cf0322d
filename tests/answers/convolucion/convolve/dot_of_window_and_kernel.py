# expected: less
# np.dot, which multiplies as matrices.
# diagnosis: matrix_product
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.dot(image[i:i + kh, j:j + kw].astype(float), kernel.astype(float)).sum()
    return out
