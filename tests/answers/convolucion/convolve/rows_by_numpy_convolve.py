# expected: full
# np.correlate row by row.
def convolve(image, kernel):
    kh = kernel.shape[0]
    return np.array([
        sum(np.correlate(np.float64(image[i + u]), np.float64(kernel[u]), "valid") for u in range(kh))
        for i in range(image.shape[0] - kh + 1)
    ])
