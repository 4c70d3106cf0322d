# expected: full
# Builds each layer alone and adds their parameters.
conv_params = 0
shape = (None, 32, 32, 3)
for layer in [Conv2D(12, 5, padding="same"), MaxPool2D(2), Conv2D(24, 3, strides=2, use_bias=False),
              keras.layers.GlobalAveragePooling2D(), Dense(10)]:
    layer.build(shape)
    conv_params += layer.count_params()
    shape = layer.compute_output_shape(shape)
answer_translation = "b"
