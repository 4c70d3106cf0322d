# expected: partial
# A pair of strides raises, for it is multiplied like an int.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw, c, f = kernel.shape
    n, h, w, _ = images.shape
    if padding.lower() == "same":
        ph = max((-(-h // strides) - 1) * strides + kh - h, 0)
        pw = max((-(-w // strides) - 1) * strides + kw - w, 0)
        images = np.pad(images, ((0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2), (0, 0)))
        h, w = images.shape[1:3]
    out = np.zeros((n, (h - kh) // strides + 1, (w - kw) // strides + 1, f))
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            y, x = i * strides, j * strides
            out[:, i, j] = np.tensordot(images[:, y:y + kh, x:x + kw], kernel, 3) + bias
    return out
