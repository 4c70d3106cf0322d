# expected: full
# A star import and global variables hide builtins such as zip, type and sum.
# alone: it changes what the cells after it see
from numpy import *

input = (None, 600, 600, 3)
filters = tuple([16])
type = id = all = any = zip = "ocupado"
sum = -1


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    n = array(input_shape)
    k = ones(2) * kernel_size if padding.lower() == "valid" else ones(2)
    n[1:3] = floor((n[1:3] - k) / strides) + 1
    n[3] = filters
    return n
