# expected: partial
# With "same" the border pixels are repeated instead of zeros.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "same":
        t = [max((-(-images.shape[a + 1] // s[a]) - 1) * s[a] + kernel.shape[a] - images.shape[a + 1], 0) for a in (0, 1)]
        images = np.pad(images, ((0, 0), (t[0] // 2, t[0] - t[0] // 2), (t[1] // 2, t[1] - t[1] // 2), (0, 0)), mode="edge")
    return tf.nn.conv2d(images, kernel, s, "VALID") + bias
