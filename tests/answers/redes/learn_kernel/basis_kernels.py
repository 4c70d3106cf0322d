# expected: full
# A Conv2D with one filter for each weight gives the columns of the equations.
def learn_kernel(images, targets, kernel_size=3):
    n = kernel_size ** 2
    basis = Conv2D(n, kernel_size, padding="same", use_bias=False)
    basis.build(images.shape)
    basis.set_weights([np.eye(n).reshape(kernel_size, kernel_size, 1, n)])
    columns = basis(images).numpy().reshape(-1, n)
    return (np.linalg.pinv(columns) @ targets.reshape(-1)).reshape((kernel_size,) * 2)
