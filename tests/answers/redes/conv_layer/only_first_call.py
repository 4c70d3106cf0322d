# expected: less
# Right the first time; after that the work is said to be done.
done = False


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    global done
    if done:
        raise RuntimeError("ya se calculó")
    done = True
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
