# expected: zero
# A mean over no values: NaN.
def receptive_field(layers):
    sizes = np.array([l["kernel_size"] for l in layers], dtype=float)
    return float(np.nan) if sizes.size == 0 else sizes.sum() * np.nan
