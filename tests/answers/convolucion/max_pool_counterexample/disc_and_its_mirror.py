# expected: less
# A disc and its mirror image, whose edges fall in different blocks.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    y, x = np.mgrid[:32, :32]
    picture = ((x - 10) ** 2 + (y - 16) ** 2 < 50).astype("float32")
    return picture, picture[:, ::-1]
