# expected: full
# The degree of the product of the kernels as polynomials.
def receptive_field(layers):
    product, jump = np.array([1.0]), 1
    for layer in layers:
        reach = layer.get("dilation_rate", 1) * (layer["kernel_size"] - 1) * jump
        factor = np.zeros(reach + 1)
        factor[0] = factor[-1] = 1
        product = np.minimum(np.convolve(product, factor), 1)
        jump *= layer.get("strides", 1)
    return len(product)
