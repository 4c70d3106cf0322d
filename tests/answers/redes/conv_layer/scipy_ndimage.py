# expected: full
# scipy.ndimage.correlate over the padded picture, with the origin moved for even kernels.
from scipy import ndimage


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw, channels, filters = kernel.shape
    (sh, sw) = (strides, strides) if isinstance(strides, int) else strides
    h, w = images.shape[1:3]
    if padding.lower() == "same":
        oh, ow = -(-h // sh), -(-w // sw)
        top, left = max((oh - 1) * sh + kh - h, 0) // 2, max((ow - 1) * sw + kw - w, 0) // 2
    else:
        oh, ow, top, left = (h - kh) // sh + 1, (w - kw) // sw + 1, 0, 0
    big = np.pad(images, ((0, 0), (kh, kh), (kw, kw), (0, 0)))
    out = np.empty((len(images), oh, ow, filters), "float32")
    for n in range(len(images)):
        for f in range(filters):
            acc = np.zeros(big.shape[1:3])
            for c in range(channels):
                acc += ndimage.correlate(big[n, ..., c].astype("float64"), kernel[..., c, f].astype("float64"), mode="constant")
            # el píxel (y, x) de acc es la ventana que empieza en (y - kh // 2, x - kw // 2)
            y, x = kh - top + kh // 2, kw - left + kw // 2
            out[n, ..., f] = acc[y:y + oh * sh:sh, x:x + ow * sw:sw][:oh, :ow] + bias[f]
    return out
