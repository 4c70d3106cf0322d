# expected: less
# A class with fit and predict that is no Keras model.
class Nearest:
    def fit(self, images, labels, epochs=1, **other):
        self.images, self.labels = images.reshape(len(images), -1), np.asarray(labels)

    def predict(self, images, **other):
        flat = images.reshape(len(images), -1)
        near = ((flat[:, None] - self.images[None]) ** 2).sum(-1).argmin(1)
        return np.eye(3)[self.labels[near]]


def build_cnn(input_shape=(16, 16, 1), classes=3):
    return Nearest()
