# expected: full
# A product of Fourier transforms.
def convolve(image, kernel):
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    spectrum = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, image.shape))
    full = np.fft.irfft2(spectrum, image.shape)
    return full[: image.shape[0] - kernel.shape[0] + 1, : image.shape[1] - kernel.shape[1] + 1]
