# Tries: a training that keeps more in each step, until memory is over.
# Assignment: redes
# Exercise: build_cnn
# Earns: 10.5
# Ending: right | out of memory | kernel died | raised
# Slow: three trainings that each cost a kernel; exhaustion/memory.py is quick.
kept = []


class Network(keras.Sequential):
    def train_step(self, data):
        kept.append(np.ones(40_000_000))
        return {"loss": tf.constant(0.0)}


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = Network([
        keras.Input(input_shape), Conv2D(8, 3, activation="relu"), MaxPool2D(2), Conv2D(8, 3, activation="relu"),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    return model
