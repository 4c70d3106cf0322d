# expected: full
# The windows as rows of one matrix, times the kernel as a matrix.
def pad_amount(size, k, s):
    need = max((int(np.ceil(size / s)) - 1) * s + k - size, 0)
    return need // 2, need - need // 2


def im2col(x, kh, kw, sh, sw):
    n, h, w, c = x.shape
    rows = range(0, h - kh + 1, sh)
    cols = range(0, w - kw + 1, sw)
    patches = [x[m, i:i + kh, j:j + kw].ravel() for m in range(n) for i in rows for j in cols]
    return np.stack(patches), (n, len(rows), len(cols))


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw, c, f = kernel.shape
    sh, sw = np.broadcast_to(strides, 2)
    if padding.casefold() == "same":
        images = np.pad(images, ((0, 0), pad_amount(images.shape[1], kh, sh), pad_amount(images.shape[2], kw, sw), (0, 0)))
    patches, shape = im2col(images, kh, kw, int(sh), int(sw))
    return (patches @ kernel.reshape(-1, f) + bias).reshape(*shape, f)
