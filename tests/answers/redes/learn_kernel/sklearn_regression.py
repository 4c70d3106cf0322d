# expected: zero
# Asks for a package that the course does not bring.
def learn_kernel(images, targets, kernel_size=3):
    from sklearn.linear_model import LinearRegression
    p = kernel_size // 2
    padded = np.pad(images[..., 0], ((0, 0), (p, p), (p, p)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    model = LinearRegression(fit_intercept=False).fit(windows.reshape(-1, kernel_size ** 2), targets.ravel())
    return model.coef_.reshape(kernel_size, kernel_size)
