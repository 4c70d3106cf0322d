# expected: full
# For each filter a depthwise convolution, and the sum over its channels.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    maps = []
    # depthwise_conv2d sólo acepta strides iguales: se calcula con 1 y se elige después
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    kh, kw = kernel.shape[:2]
    h, w = images.shape[1:3]
    if padding.upper() == "SAME":
        ph = max((-(-h // sh) - 1) * sh + kh - h, 0)
        pw = max((-(-w // sw) - 1) * sw + kw - w, 0)
        images = tf.pad(images, [[0, 0], [ph // 2, ph - ph // 2], [pw // 2, pw - pw // 2], [0, 0]])
    for f in range(kernel.shape[-1]):
        each = tf.nn.depthwise_conv2d(images, kernel[..., f:f + 1], [1, 1, 1, 1], "VALID")
        maps.append(tf.reduce_sum(each, axis=-1)[:, ::sh, ::sw] + bias[f])
    return tf.stack(maps, axis=-1)
