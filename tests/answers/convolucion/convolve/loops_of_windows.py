# expected: full
# Two loops, in float64.
def convolve(image, kernel):
    kh, kw = kernel.shape
    image = image.astype("float64")
    out = np.empty((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i, j in np.ndindex(out.shape):
        out[i, j] = (image[i:i + kh, j:j + kw] * kernel).sum()
    return out
