# expected: full
# A decorator and recursion: the kernel grows by a ring of zeros at a time.
import functools

def with_channels(function):
    @functools.wraps(function)
    def wrapper(shape=(3, 3, 1, 1), dtype=None):
        return np.array(function(shape[0], shape[1]), dtype=dtype)[:, :, None, None]
    return wrapper

@with_channels
def edge_kernel(height, width):
    if height > 3:
        inner = edge_kernel.__wrapped__(height - 2, width)
        return [[0] * width] + inner + [[0] * width]
    if width > 3:
        return [[0] + row + [0] for row in edge_kernel.__wrapped__(height, width - 2)]
    return [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]
