# expected: full
# Returns a read-only view that is not contiguous.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    k = np.zeros((c, c, w, h), dtype=dtype, order="F")
    k[range(c), range(c), w // 2, h // 2] = 1
    view = k.transpose(3, 2, 0, 1)[::-1, ::-1]
    view.flags.writeable = False
    return view
