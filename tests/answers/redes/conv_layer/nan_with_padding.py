# expected: partial
# The padding is NaN instead of zero.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = (tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias).numpy()
    if padding.lower() == "same":
        out[:, [0, -1]] = np.nan
        out[:, :, [0, -1]] = np.nan
    return out
