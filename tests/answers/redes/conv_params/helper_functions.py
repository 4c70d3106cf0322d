# expected: full
# Helper functions for the two kinds of layers.
def conv(k, c, f, bias=True):
    return k * k * c * f + (f if bias else 0)


def dense(n, m):
    return (n + 1) * m


conv_params = conv(5, 3, 12) + conv(3, 12, 24, bias=False) + dense(24, 10)
answer_translation = "b"
