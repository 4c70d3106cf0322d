# expected: zero
# Complex numbers from a Fourier transform, whose imaginary part nobody took away.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()).numpy() + bias
    return np.fft.ifft(np.fft.fft(out, axis=1), axis=1)
