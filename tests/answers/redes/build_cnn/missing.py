# expected: zero
# The cell holds nothing but an import.
from keras.layers import GlobalAveragePooling2D
