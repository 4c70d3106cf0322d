# Tries: arrays of fields, dates, texts, objects and of types that NumPy does not know.
# Exercise: identity_kernel
# Ending: unusable answer | wrong
turn = 0


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    global turn
    turn += 1
    kinds = (np.dtype([("a", "f4"), ("b", "O")]), "M8[s]", "U5", "S5", object, "V7", "c16", "m8")
    return np.zeros(shape, kinds[turn % len(kinds)])
