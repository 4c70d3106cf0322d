# expected: full
# The bias as the weights of a further channel that is one everywhere, at one place of the kernel.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    n, h, w, c = images.shape
    kh, kw, _, f = kernel.shape
    s = keras.layers.MaxPool2D(1, strides).strides
    if padding.lower() == "same":
        t = [max((-(-size // step) - 1) * step + k - size, 0) for size, step, k in zip((h, w), s, (kh, kw))]
        images = np.pad(images, [(0, 0)] + [(z // 2, z - z // 2) for z in t] + [(0, 0)])
    images = np.concatenate([images, np.ones(images.shape[:3] + (1,), "float32")], axis=-1)
    big = np.zeros((kh, kw, c + 1, f), "float32")
    big[:, :, :c] = kernel
    big[0, 0, c] = bias
    return tf.nn.conv2d(images, big, s, "VALID").numpy().astype("float64")
