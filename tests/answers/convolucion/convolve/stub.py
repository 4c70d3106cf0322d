# expected: zero
# Untouched.
def convolve(image, kernel):
    raise NotImplementedError()
