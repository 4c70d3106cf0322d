# expected: full
# as_strided with the strides of the memory multiplied.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    try:
        sh, sw = strides
    except TypeError:
        sh = sw = strides
    kh, kw, c, f = kernel.shape
    n, h, w, _ = images.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    x = images
    if padding[0] in "sS":
        oh, ow = (h + sh - 1) // sh, (w + sw - 1) // sw
        ph, pw = max(0, (oh - 1) * sh + kh - h), max(0, (ow - 1) * sw + kw - w)
        x = np.zeros((n, h + ph, w + pw, c), images.dtype)
        x[:, ph // 2:ph // 2 + h, pw // 2:pw // 2 + w] = images
    a, b, d, e = x.strides
    view = np.lib.stride_tricks.as_strided(x, (n, oh, ow, kh, kw, c), (a, b * sh, d * sw, b, d, e))
    return np.tensordot(view, kernel, 3) + bias
