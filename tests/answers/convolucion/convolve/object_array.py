# expected: full
# Python's own numbers, given back in the object array in which they were summed.
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), dtype=object)
    for i in range(kh):
        for j in range(kw):
            part = image[i:i + out.shape[0], j:j + out.shape[1]]
            out += part.astype(object) * kernel[i, j].item()
    return out
