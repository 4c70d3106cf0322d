# expected: partial
# With "same" the picture is framed with ones, as if white lay outside.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = np.broadcast_to(strides, 2)
    if padding.lower() == "same":
        h, w = images.shape[1:3]
        ph = max((-(-h // sh) - 1) * sh + kernel.shape[0] - h, 0)
        pw = max((-(-w // sw) - 1) * sw + kernel.shape[1] - w, 0)
        images = np.pad(images, ((0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2), (0, 0)), constant_values=1)
    return tf.nn.conv2d(images, kernel, (int(sh), int(sw)), "VALID") + bias
