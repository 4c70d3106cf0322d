# expected: full
# UpSampling2D and ZeroPadding2D do the enlarging.
def max_pool_backward(images, gradient, pool_size=2):
    up = keras.layers.UpSampling2D(pool_size)
    pooled, grown = up(MaxPool2D(pool_size)(images)), up(gradient)
    rest_h, rest_w = images.shape[1] - grown.shape[1], images.shape[2] - grown.shape[2]
    inner = images[:, :grown.shape[1], :grown.shape[2]]
    out = tf.where(tf.equal(inner, pooled), grown, tf.zeros_like(grown))
    return keras.layers.ZeroPadding2D(((0, rest_h), (0, rest_w)))(out)
