# expected: partial
# With "same" the valid output is framed with zeros.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = (tf.nn.conv2d(images, kernel, strides, "VALID") + bias).numpy()
    if padding.lower() == "same":
        want = tf.nn.conv2d(images, kernel, strides, "SAME").shape
        h, w = want[1] - out.shape[1], want[2] - out.shape[2]
        out = np.pad(out, ((0, 0), (h // 2, h - h // 2), (w // 2, w - w // 2), (0, 0)))
    return out
