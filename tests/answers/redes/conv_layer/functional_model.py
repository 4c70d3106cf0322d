# expected: full
# A functional model of one layer, with predict.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    inputs = keras.Input(images.shape[1:])
    outputs = Conv2D(filters=len(bias), kernel_size=kernel.shape[:2], strides=strides, padding=padding.lower())(inputs)
    model = keras.Model(inputs, outputs)
    model.set_weights([kernel, bias])
    return model.predict(images, verbose=0)
