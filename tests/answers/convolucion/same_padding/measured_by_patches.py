# expected: full
# tf.image.extract_patches cuts windows out of a line of ones.
def same_padding(size, kernel_size, strides=1):
    windows = tf.image.extract_patches(
        tf.ones((1, size, 1, 1)), sizes=[1, kernel_size, 1, 1],
        strides=[1, strides, 1, 1], rates=[1, 1, 1, 1], padding="SAME")
    windows = windows.numpy().reshape(-1, kernel_size)
    first, last = windows[0].tolist(), windows[-1].tolist()
    return first.index(1), last[::-1].index(1)
