# expected: full
# Tries paddings by hand until valid gives what same gives.
def same_padding(size, kernel_size, strides=1):
    out = -(-size // strides)
    last = (out - 1) * strides
    for total in range(kernel_size + 1):
        if last + kernel_size <= size + total:
            break
    before, after = total // 2, total - total // 2
    x = np.random.default_rng(1).random((1, size, 1))
    w = tf.constant(np.random.default_rng(2).random((kernel_size, 1, 1)))
    same = tf.nn.conv1d(x, w, strides, "SAME")
    valid = tf.nn.conv1d(np.pad(x, [(0, 0), (before, after), (0, 0)]), w, strides, "VALID")
    assert np.allclose(same, valid)
    return before, after
