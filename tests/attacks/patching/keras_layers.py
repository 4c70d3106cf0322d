# Tries: replace Keras' own layers by ones that return their input, before a reference is asked.
# Exercise: avg_pool_conv
# Others: any
# Ending: wrong | unusable answer | raised
import keras


class Same:
    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, images):
        return images

    def build(self, shape):
        pass


for name in ("Conv2D", "AveragePooling2D", "AvgPool2D", "MaxPooling2D", "MaxPool2D"):
    setattr(keras.layers, name, Same)


def avg_pool_conv(pool_size=3, channels=3):
    return Same()
