# Tries: nothing; right answers in the oddest memory there is keep their points.
# Exercise: identity_kernel
# Earns: full
turn = 0


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    global turn
    turn += 1
    high, wide, ins, outs = shape
    kernel = np.zeros(shape)
    kernel[high // 2, wide // 2] = np.eye(ins)
    return [
        np.asfortranarray(kernel), kernel.astype(">f4"), kernel.astype(">i2"), kernel.repeat(2, axis=0)[::2], kernel[::-1, ::-1],
        kernel.astype(np.longdouble), np.ma.array(kernel), kernel.tolist(),
        tuple(map(tuple, kernel)), [list(row) for row in kernel], memoryview(kernel).obj, np.lib.stride_tricks.as_strided(kernel),
    ][turn % 12]


print("HELD")
