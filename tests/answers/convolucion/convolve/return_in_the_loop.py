# expected: zero
# It returns from inside the loops.
# diagnosis: first_window_only
def convolve(image, kernel):
    total = 0.0
    for i in range(image.shape[0] - kernel.shape[0] + 1):
        for j in range(image.shape[1] - kernel.shape[1] + 1):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    total += float(image[i + u, j + v]) * float(kernel[u, v])
            return total
