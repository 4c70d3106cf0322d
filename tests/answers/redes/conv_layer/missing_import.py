# expected: zero
# Uses scipy.signal under a name that was never imported.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = [signal.correlate(x, kernel[..., 0], "valid") for x in images]
    return np.array(out) + bias
