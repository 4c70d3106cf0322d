# expected: full
# functools.partial over keras.layers.Lambda.
from functools import partial


def strength(x):
    kx = keras.ops.reshape(keras.ops.array([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
    gx = keras.ops.conv(x, kx, padding="same")
    gy = keras.ops.conv(x, keras.ops.transpose(kx, (1, 0, 2, 3)), padding="same")
    return keras.ops.hypot(gx, gy) if hasattr(keras.ops, "hypot") else keras.ops.sqrt(gx ** 2 + gy ** 2)


EdgeStrength = partial(keras.layers.Lambda, strength)
