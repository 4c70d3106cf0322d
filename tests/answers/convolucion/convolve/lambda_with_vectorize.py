# expected: full
# A lambda, and np.fromfunction with np.vectorize.
convolve = lambda image, kernel: np.fromfunction(
    np.vectorize(lambda i, j: float(np.sum(
        image[int(i):int(i) + kernel.shape[0], int(j):int(j) + kernel.shape[1]] * kernel.astype(float)))),
    (image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1))
