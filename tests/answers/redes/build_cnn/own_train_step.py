# expected: full
# A model with a train_step of its own.
class Trained(keras.Model):
    def train_step(self, data):
        images, labels = data
        with tf.GradientTape() as tape:
            probabilities = self(images, training=True)
            loss = self.compute_loss(y=labels, y_pred=probabilities)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


def build_cnn(input_shape=(16, 16, 1), classes=3):
    inputs = keras.Input(input_shape)
    x = MaxPool2D()(Conv2D(12, 3, padding="same", activation="relu")(inputs))
    x = MaxPool2D()(Conv2D(16, 3, padding="same", activation="relu")(x))
    model = Trained(inputs, Dense(classes, activation="softmax")(Flatten()(x)))
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    return model
