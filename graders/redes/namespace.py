"""The names that the notebook's first cells bring. Misconceptions are written with them, as
students write.
"""

import math

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras.layers import AveragePooling2D as AvgPool2D
from keras.layers import Conv2D, Dense, Flatten
from keras.layers import MaxPooling2D as MaxPool2D

__all__ = [
    "AvgPool2D",
    "Conv2D",
    "Dense",
    "Flatten",
    "MaxPool2D",
    "keras",
    "math",
    "np",
    "plt",
    "tf",
]
