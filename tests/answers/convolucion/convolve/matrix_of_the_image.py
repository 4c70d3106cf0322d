# expected: full
# The kernel written into a large matrix, times the flat image.
def convolve(image, kernel):
    (h, w), (kh, kw) = image.shape, kernel.shape
    oh, ow = h - kh + 1, w - kw + 1
    m = np.zeros((oh * ow, h * w))
    for i in range(oh):
        for j in range(ow):
            lugar = np.zeros((h, w))
            lugar[i:i + kh, j:j + kw] = kernel
            m[i * ow + j] = lugar.ravel()
    return (m @ image.ravel().astype(float)).reshape(oh, ow)
