# expected: full
# Builds a Sequential model, prints its summary and asks it.
from keras.models import Sequential
from keras.layers import Input


def count_params(kernel_size, in_channels, filters, use_bias=True):
    model = Sequential([
        Input((None, None, in_channels)),
        Conv2D(filters=filters, kernel_size=kernel_size, use_bias=use_bias, padding="same"),
    ])
    model.summary()
    return model.count_params()
