# expected: zero
# An error in the first line.
network = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Convolution(12, 5)])
conv_params = network.count_params()
answer_translation = "b"
