# expected: less
# Computed in float16.
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(np.float16), kernel.shape)
    return (w * kernel.astype(np.float16)).sum(axis=(2, 3), dtype=np.float16)
