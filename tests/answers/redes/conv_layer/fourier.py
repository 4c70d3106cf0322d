# expected: full
# A product in the Fourier domain, with the kernel turned first.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = np.array([strides, strides]).ravel()[:2] if np.ndim(strides) == 0 else np.array(strides)
    k = np.array(kernel.shape[:2])
    size = np.array(images.shape[1:3])
    if padding.lower() == "same":
        total = np.maximum((np.ceil(size / s).astype(int) - 1) * s + k - size, 0)
        images = np.pad(images, [(0, 0)] + [(t // 2, t - t // 2) for t in total] + [(0, 0)])
    full = np.array(images.shape[1:3]) + k - 1
    a = np.fft.rfft2(images.astype("float64"), s=full, axes=(1, 2))
    b = np.fft.rfft2(kernel[::-1, ::-1].astype("float64"), s=full, axes=(0, 1))
    out = np.fft.irfft2(np.einsum("bhwc,hwcf->bhwf", a, b), s=full, axes=(1, 2))
    valid = out[:, k[0] - 1:images.shape[1], k[1] - 1:images.shape[2]]
    return (valid[:, ::s[0], ::s[1]] + bias).astype(np.float32)
