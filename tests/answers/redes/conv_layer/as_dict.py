# expected: zero
# A dict from the number of the filter to its map.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = (tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias).numpy()
    return {f: out[..., f] for f in range(out.shape[-1])}
