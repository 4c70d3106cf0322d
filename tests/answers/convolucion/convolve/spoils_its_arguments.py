# expected: full
# The kernel is used up on the way.
def convolve(image, kernel):
    k = np.array(kernel, float)
    out = np.zeros((image.shape[0] - k.shape[0] + 1, image.shape[1] - k.shape[1] + 1))
    for (u, v), weight in np.ndenumerate(k):
        out += weight * image[u:u + out.shape[0], v:v + out.shape[1]].astype(float)
        kernel[u, v] = 0
    image[:] = 0
    return out
