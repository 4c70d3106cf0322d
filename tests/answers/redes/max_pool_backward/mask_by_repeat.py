# expected: full
# The pooled picture and the gradient are blown up with repeat and compared.
def max_pool_backward(images, gradient, pool_size=2):
    size = (pool_size, pool_size) if np.isscalar(pool_size) else tuple(pool_size)
    def blow_up(z):
        z = z.repeat(size[0], axis=1).repeat(size[1], axis=2)
        return np.pad(z, ((0, 0), (0, images.shape[1] - z.shape[1]), (0, images.shape[2] - z.shape[2]), (0, 0)))
    pooled = MaxPool2D(size)(images).numpy()
    return np.where(images == blow_up(pooled), blow_up(gradient), 0)
