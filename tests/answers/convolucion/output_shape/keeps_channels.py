# expected: partial
# Keeps the channels of the picture instead of the filters.
# diagnosis: channels_kept
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)[:3] + (input_shape[3],)
