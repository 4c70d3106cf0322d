# expected: full
# Convolves with one-hot kernels and sees which weights fall outside the line.
def same_padding(size, kernel_size, strides=1):
    line = tf.ones((1, 1, size, 1))
    kernel = tf.reshape(tf.eye(kernel_size), (1, kernel_size, 1, kernel_size))
    seen = tf.nn.conv2d(line, kernel, [1, 1, strides, 1], "SAME").numpy()[0, 0]
    before = int(np.argmax(seen[0] > 0))
    after = int(np.argmax(seen[-1][::-1] > 0))
    return before, after
