# expected: less
# Divided by the sum of the weights.
# diagnosis: divided_by_weights
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.array([[np.average(each, weights=kernel.astype(float)) for each in row] for row in w])
