# expected: less
# The kernel's indices are swapped.
# diagnosis: kernel_transposed
def convolve(image, kernel):
    kw, kh = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for u in range(kh):
                for v in range(kw):
                    out[i, j] += float(image[i + u, j + v]) * float(kernel[v, u])
    return out
