# expected: full
# sliding_window_view, every stride-th window, and one einsum.
from numpy.lib.stride_tricks import sliding_window_view


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = (strides,) * 2 if isinstance(strides, int) else tuple(strides)
    if padding.lower() == "same":
        pads = [(0, 0)]
        for size, k, step in zip(images.shape[1:3], kernel.shape, s):
            total = max(k - (size % step or step), 0)
            pads.append((total // 2, (total + 1) // 2))
        images = np.pad(images, pads + [(0, 0)])
    windows = sliding_window_view(images, kernel.shape[:2], axis=(1, 2))[:, ::s[0], ::s[1]]
    return np.einsum("bijcuv,uvcf->bijf", windows, kernel, optimize=True) + bias
