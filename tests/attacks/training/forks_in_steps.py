# Tries: a training whose steps start processes that go on after it, and look for the next questions.
# Assignment: redes
# Exercise: build_cnn
# Earns: any
# Ending: right | wrong | out of time | raised | kernel died
# Slow: three networks; exhaustion/fork_bomb.py is quick.
import os
import time


class Network(keras.Sequential):
    def train_step(self, data):
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                while True:
                    time.sleep(0.1)
        return {"loss": tf.constant(0.0)}


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = Network([
        keras.Input(input_shape), Conv2D(8, 3, activation="relu"), MaxPool2D(2), Conv2D(8, 3, activation="relu"),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    return model
