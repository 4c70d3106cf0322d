# expected: full
# The pixels with a gradient under a GradientTape, each layer as a sum of strided slices.
def receptive_field(layers):
    size = 1 + sum(l["kernel_size"] * l.get("dilation_rate", 1) for l in layers)
    for l in layers:
        size *= l.get("strides", 1)
    x = tf.Variable(tf.ones(size + 1, tf.float64))
    with tf.GradientTape() as tape:
        y = tf.identity(x)
        for l in layers:
            k, d = l["kernel_size"], l.get("dilation_rate", 1)
            n = y.shape[0] - (k - 1) * d
            y = tf.add_n([y[u * d:u * d + n] for u in range(k)])[::l.get("strides", 1)]
        out = y[0]
    seen = np.flatnonzero(tape.gradient(out, x))
    return int(seen[-1] - seen[0] + 1)
