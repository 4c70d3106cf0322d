# Tries: leave threads of tf.data behind that draw pictures for ever, so that what is asked next has no time.
# Assignment: redes
# Exercise: receptive_field
# Earns: any
# Ending: right | out of time
def endless():
    while True:
        yield np.zeros((64, 64), "float32")


drawn = tf.data.Dataset.from_generator(endless, output_signature=tf.TensorSpec((64, 64)))
left = iter(drawn.batch(8).prefetch(4))
next(left)


def receptive_field(layers):
    seen = jump = 1
    for layer in layers:
        seen += (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * jump
        jump *= layer.get("strides", 1)
    return seen
