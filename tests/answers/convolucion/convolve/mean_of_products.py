# expected: less
# np.mean in place of np.sum.
# diagnosis: mean_for_sum
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return (w * kernel).mean(axis=(2, 3))
