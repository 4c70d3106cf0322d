# expected: full
# A cached helper on tuples, since dicts cannot be cached.
from functools import lru_cache


@lru_cache(maxsize=None)
def helper(layers):
    if layers == ():
        return 1
    (k, s, d), rest = layers[0], layers[1:]
    return (helper(rest) - 1) * s + (k - 1) * d + 1


def receptive_field(layers):
    return helper(tuple((l["kernel_size"], l.get("strides", 1), l.get("dilation_rate", 1)) for l in layers))
