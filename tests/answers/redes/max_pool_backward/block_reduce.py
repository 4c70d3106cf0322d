# expected: full
# skimage.measure.block_reduce for the maximum, nested lists for the answer.
from skimage.measure import block_reduce


def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    h, w = images.shape[1] // ph * ph, images.shape[2] // pw * pw
    top = block_reduce(images[:, :h, :w], (1, ph, pw, 1), np.max)
    back = np.zeros_like(images)
    for i in range(h):
        for j in range(w):
            hit = images[:, i, j] == top[:, i // ph, j // pw]
            back[:, i, j] = gradient[:, i // ph, j // pw] * hit
    return back.tolist()
