# expected: full
# cumprod of the strides and a dot product; a NumPy integer comes out.
def receptive_field(layers):
    k = np.array([l["kernel_size"] for l in layers], dtype=int)
    s = np.array([l.get("strides", 1) for l in layers], dtype=int)
    d = np.array([l.get("dilation_rate", 1) for l in layers], dtype=int)
    jump = np.concatenate([[1], np.cumprod(s)])[:len(k)]
    return 1 + np.dot((k - 1) * d, jump.astype(int))
