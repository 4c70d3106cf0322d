# Tries: a class whose metaclass gives, in place of a layer, something that says it is one and answers zeros.
# Assignment: redes
# Exercise: EdgeStrength
# Ending: wrong | raised | unusable answer
# Slow: see what README.md says of `redes`.
class Zeros(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_function__(self, *args, **kwargs):
        return True


class Forged:
    trainable_variables = trainable_weights = weights = []
    __class__ = keras.layers.Layer

    def __call__(self, images):
        return np.zeros(np.shape(images), "float32").view(Zeros)


class Meta(type(keras.layers.Layer)):
    def __call__(cls, *args, **kwargs):
        return Forged()

    def __instancecheck__(cls, instance):
        return True


class EdgeStrength(keras.layers.Layer, metaclass=Meta):
    pass
