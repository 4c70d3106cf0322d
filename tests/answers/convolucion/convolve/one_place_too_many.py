# expected: less
# One row and one column more than fit, the last ones of cut windows.
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 2, image.shape[1] - kw + 2))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            w = image[i:i + kh, j:j + kw].astype(float)
            out[i, j] = np.sum(w * kernel[:w.shape[0], :w.shape[1]])
    return out
