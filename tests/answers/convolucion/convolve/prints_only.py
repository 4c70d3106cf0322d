# expected: zero
# It prints the result and returns nothing.
def convolve(image, kernel):
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    print(np.tensordot(w, kernel.astype(float)))
