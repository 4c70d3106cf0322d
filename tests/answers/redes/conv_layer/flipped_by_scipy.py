# expected: less
# scipy.signal.convolve2d turns the kernel without saying so; the rest is right.
from scipy.signal import convolve2d


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    kh, kw, c_in, c_out = kernel.shape
    n, h, w, _ = images.shape
    if padding.lower() == "same":
        ph = max((-(-h // sh) - 1) * sh + kh - h, 0)
        pw = max((-(-w // sw) - 1) * sw + kw - w, 0)
        images = np.pad(images, ((0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2), (0, 0)))
    return np.stack([np.stack([sum(convolve2d(x[..., c], kernel[..., c, f], "valid") for c in range(c_in))[::sh, ::sw] + bias[f]
                               for f in range(c_out)], -1) for x in images])
