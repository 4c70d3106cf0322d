# expected: zero
# The window never moves on.
def convolve(image, kernel):
    i = 0
    out = []
    while i < image.shape[0] - kernel.shape[0] + 1:
        out.append(np.sum(image[i:i + kernel.shape[0], :kernel.shape[1]] * kernel))
        out = out[-1:]
    return out
