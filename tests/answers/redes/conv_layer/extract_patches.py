# expected: full
# tf.image.extract_patches, then one matrix product.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    kh, kw, c, f = kernel.shape
    sh, sw = (strides, strides) if isinstance(strides, int) else strides
    patches = tf.image.extract_patches(images, [1, kh, kw, 1], [1, sh, sw, 1], [1, 1, 1, 1], padding.upper())
    return tf.nn.bias_add(tf.einsum("bijp,pf->bijf", patches, tf.reshape(kernel, (-1, f))), bias)
