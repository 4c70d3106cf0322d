# expected: full
# No window at all: one shifted, strided picture for each weight of the kernel, added up.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = strides if not isinstance(strides, int) else [strides] * 2
    kh, kw = kernel.shape[:2]
    if padding.lower() == "same":
        def before_after(n, k, s):
            t = max((-(-n // s) - 1) * s + k - n, 0)
            return (t // 2, t - t // 2)
        images = np.pad(images, ((0, 0), before_after(images.shape[1], kh, sh),
                                 before_after(images.shape[2], kw, sw), (0, 0)))
    h, w = images.shape[1] - kh + 1, images.shape[2] - kw + 1
    return bias + sum(images[:, u:u + h:sh, v:v + w:sw] @ kernel[u, v] for u in range(kh) for v in range(kw))
