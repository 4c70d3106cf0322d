# expected: full
# One loop over the kernel's places: each adds the shifted image.
def convolve(image, kernel):
    height = image.shape[0] - kernel.shape[0] + 1
    width = image.shape[1] - kernel.shape[1] + 1
    return sum(
        float(kernel[u, v]) * image[u:u + height, v:v + width].astype(float)
        for u in range(kernel.shape[0])
        for v in range(kernel.shape[1])
    )
