# expected: less
# A global layer keeps the kernel of the first call.
memory = {}


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    memory.setdefault("kernel", kernel)
    memory.setdefault("bias", bias)
    return tf.nn.conv2d(images, memory["kernel"], strides, padding.upper()) + memory["bias"]
