# expected: full
# A loop over the output's pixels, each one a tensordot of the window with the kernel.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = (strides, strides) if np.isscalar(strides) else strides
    kh, kw, _, filters = kernel.shape
    n, h, w, _ = images.shape
    if padding.lower() == "same":
        oh, ow = int(np.ceil(h / sh)), int(np.ceil(w / sw))
        ph, pw = max((oh - 1) * sh + kh - h, 0), max((ow - 1) * sw + kw - w, 0)
        images = np.pad(images, ((0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2), (0, 0)))
    else:
        oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    out = np.zeros((n, oh, ow, filters))
    for i in range(oh):
        for j in range(ow):
            window = images[:, i * sh:i * sh + kh, j * sw:j * sw + kw]
            out[:, i, j] = np.tensordot(window, kernel, axes=3) + bias
    return out
