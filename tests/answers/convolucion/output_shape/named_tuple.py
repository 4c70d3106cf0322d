# expected: full
# Returns a namedtuple.
from collections import namedtuple

Shape = namedtuple("Shape", "batch height width filters")


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return Shape(*layer.compute_output_shape(input_shape))
