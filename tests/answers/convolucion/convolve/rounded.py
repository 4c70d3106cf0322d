# expected: less
# Rounded to whole numbers.
# diagnosis: whole_numbers_only
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return [[round(float((each * kernel).sum())) for each in row] for row in w]
