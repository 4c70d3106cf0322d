# expected: zero
# Named like a function of SciPy, it calls itself and never ends.
def convolve(image, kernel):
    return convolve(image, kernel)
