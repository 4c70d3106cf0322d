# expected: full
# Each axis as a matrix of zeros and ones that picks the pixels, padding included.
def pick(size, k, s, same):
    outputs = -(-size // s) if same else (size - k) // s + 1
    start = -(max((outputs - 1) * s + k - size, 0) // 2) if same else 0
    m = np.zeros((outputs, k, size))
    for o in range(outputs):
        for u in range(k):
            p = start + o * s + u
            if 0 <= p < size:
                m[o, u, p] = 1
    return m


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    same = padding.lower() == "same"
    sh, sw = (strides, strides) if isinstance(strides, int) else strides
    rows = pick(images.shape[1], kernel.shape[0], sh, same)
    cols = pick(images.shape[2], kernel.shape[1], sw, same)
    x = np.einsum("iuy,byxc->biuxc", rows, images)
    x = np.einsum("jvx,biuxc->biujvc", cols, x)
    return np.einsum("biujvc,uvcf->bijf", x, kernel) + bias
