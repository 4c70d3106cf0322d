# expected: full
# Recursion over the rows of the kernel.
def convolve(image, kernel):
    image, kernel = image.astype(float), kernel.astype(float)
    if kernel.shape[0] == 1:
        w = image.shape[1] - kernel.shape[1] + 1
        return sum(kernel[0, v] * image[:, v:v + w] for v in range(kernel.shape[1]))
    return convolve(image[:-1], kernel[:1])[: image.shape[0] - kernel.shape[0] + 1] + convolve(image[1:], kernel[1:])
