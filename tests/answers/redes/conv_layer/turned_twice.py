# expected: full
# SciPy's convolve turns the kernel, so it is turned before.
from scipy.signal import fftconvolve


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "same":
        t = [max((-(-images.shape[a + 1] // s[a]) - 1) * s[a] + kernel.shape[a] - images.shape[a + 1], 0) for a in (0, 1)]
        images = np.pad(images, ((0, 0), (t[0] // 2, -(-t[0] // 2)), (t[1] // 2, -(-t[1] // 2)), (0, 0)))
    flipped = kernel[::-1, ::-1, ::-1]
    maps = [fftconvolve(images, flipped[None, ..., f], mode="valid", axes=(1, 2, 3))[..., 0] for f in range(kernel.shape[-1])]
    return np.stack(maps, -1)[:, ::s[0], ::s[1]] + bias
