# expected: full
# Two decorators normalise the arguments and remember the answers.
from functools import lru_cache, wraps


def normalise(function):
    @wraps(function)
    def inner(input_shape, filters, kernel_size, strides=1, padding="valid"):
        k = (kernel_size,) * 2 if isinstance(kernel_size, int) else tuple(kernel_size)
        s = (strides,) * 2 if isinstance(strides, int) else tuple(strides)
        return function(tuple(input_shape), filters, k, s, padding.lower())
    return inner


@normalise
@lru_cache(None)
def output_shape(input_shape, filters, kernel_size, strides, padding):
    layer = keras.layers.Conv2D(filters, kernel_size, strides, padding)
    layer.build(input_shape)
    return layer.compute_output_shape(input_shape)
