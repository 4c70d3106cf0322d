# expected: full
# Prewitt for any size: every row holds its distance to the centre.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    rows = np.arange(height) - height // 2
    kernel = np.repeat(rows[:, None], width, axis=1)
    return kernel.reshape(shape).astype(dtype or "float32")
