# expected: full
# A lambda behind a decorator that makes pairs of strides and small letters.
import functools


def tidy(function):
    @functools.wraps(function)
    def wrapper(images, kernel, bias, strides=1, padding="valid", **more):
        pair = (strides, strides) if isinstance(strides, int) else tuple(strides)
        return function(images, kernel, bias, pair, padding.lower(), **more)
    return wrapper


conv_layer = tidy(lambda x, k, b, s, p: keras.ops.conv(x, k, s, p) + b)
