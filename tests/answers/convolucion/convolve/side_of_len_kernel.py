# expected: partial
# len(kernel) for both sides.
# diagnosis: square_kernel_only
def convolve(image, kernel):
    k = len(kernel)
    h, w = image.shape
    return np.array([[np.sum(image[i:i + k, j:j + k].astype(float) * kernel) for j in range(w - k + 1)] for i in range(h - k + 1)])
