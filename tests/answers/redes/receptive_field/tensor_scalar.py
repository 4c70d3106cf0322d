# expected: full
# An integer tensor of no dimension.
def receptive_field(layers):
    field = tf.constant(1)
    jump = tf.constant(1)
    for layer in layers:
        field = field + jump * (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1)
        jump = jump * layer.get("strides", 1)
    return field
