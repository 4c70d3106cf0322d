# expected: full
# Tuples inside tuples, with the weights of a triangle along the columns.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w, _, _ = shape
    sign = lambda i: float((i > h // 2) - (i < h // 2))
    weight = lambda j: 1.0 + min(j, w - 1 - j)
    return tuple(tuple(((sign(i) * weight(j),),) for j in range(w)) for i in range(h))
