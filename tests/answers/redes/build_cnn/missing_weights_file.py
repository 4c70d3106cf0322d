# expected: zero
# Reads a model from a file that nobody has.
def build_cnn(input_shape=(16, 16, 1), classes=3):
    return keras.models.load_model("mi_red.keras")
