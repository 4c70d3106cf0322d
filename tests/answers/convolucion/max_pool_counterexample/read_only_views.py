# expected: full
# Views with steps and without permission to write.
def max_pool_counterexample():
    base = np.arange(64.0).reshape(8, 8)
    base.setflags(write=False)
    return base[::2, ::2], base[::-2, ::-2]
