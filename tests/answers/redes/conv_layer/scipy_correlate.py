# expected: full
# scipy.signal.correlate2d for each pair of channels, then every stride-th pixel.
from scipy import signal


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = (strides, strides) if isinstance(strides, int) else strides
    pad = [(0, 0)] * 4
    if padding.lower() == "same":
        for axis in (0, 1):
            size = images.shape[axis + 1]
            outputs = (size - 1) // s[axis] + 1
            zeros = max((outputs - 1) * s[axis] + kernel.shape[axis] - size, 0)
            pad[axis + 1] = (zeros // 2, zeros - zeros // 2)
    x = np.pad(images.astype(float), pad)
    out = []
    for image in x:
        maps = []
        for f in range(kernel.shape[3]):
            total = bias[f]
            for c in range(kernel.shape[2]):
                total = total + signal.correlate2d(image[..., c], kernel[..., c, f], mode="valid")
            maps.append(total[::s[0], ::s[1]])
        out.append(np.dstack(maps))
    return np.array(out)
