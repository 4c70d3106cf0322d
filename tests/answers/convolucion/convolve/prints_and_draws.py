# expected: full
# It prints and draws as it goes.
def convolve(image, kernel):
    print("imagen", image.shape, "kernel", kernel.shape)
    plt.imshow(image)
    w = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    out = (w * kernel).sum(axis=(2, 3))
    plt.title(f"de {out.min()} a {out.max()}")
    plt.close()
    return out
