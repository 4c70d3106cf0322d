# Tries: end the kernel in the body of a class.
# Assignment: redes
# Exercise: EdgeStrength
# Ending: no attempt
# Note: La celda
import os


class EdgeStrength(keras.layers.Layer):
    os._exit(0)
