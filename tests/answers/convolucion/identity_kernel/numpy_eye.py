# expected: full
# Puts np.eye in the centre.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, cin, cout = shape
    k = np.zeros((h, w, cin, cout), dtype or "float32")
    k[(h - 1) // 2, (w - 1) // 2] = np.eye(cin, cout)
    return k
