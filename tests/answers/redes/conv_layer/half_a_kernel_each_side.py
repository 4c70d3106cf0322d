# expected: partial
# With "same" half a kernel on each side, whatever the stride, as in PyTorch.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw = kernel.shape[:2]
    if padding.lower() == "same":
        images = np.pad(images, ((0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)))
    return tf.nn.conv2d(images, kernel, strides, "VALID") + bias
