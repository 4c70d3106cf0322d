# expected: full
# skimage.util.view_as_blocks, channel by channel.
from skimage.util import view_as_blocks


def max_pool_backward(images, gradient, pool_size=2):
    size = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
    h, w = gradient.shape[1] * size[0], gradient.shape[2] * size[1]
    result = np.zeros(images.shape)
    for n in range(len(images)):
        for c in range(images.shape[3]):
            inner = np.ascontiguousarray(images[n, :h, :w, c])
            blocks = view_as_blocks(inner, size)
            where = blocks == blocks.max(axis=(2, 3), keepdims=True)
            grads = where * gradient[n, :, :, c][:, :, None, None]
            result[n, :h, :w, c] = grads.transpose(0, 2, 1, 3).reshape(h, w)
    return result
