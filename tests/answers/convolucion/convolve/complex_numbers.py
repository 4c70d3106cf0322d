# expected: zero
# Complex numbers from a Fourier transform, whose imaginary part nobody took away.
def convolve(image, kernel):
    full = np.fft.ifft2(np.fft.fft2(image) * np.conj(np.fft.fft2(kernel, image.shape)))
    return full[: image.shape[0] - kernel.shape[0] + 1, : image.shape[1] - kernel.shape[1] + 1]
