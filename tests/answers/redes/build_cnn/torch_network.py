# expected: zero
# PyTorch, which the course does not bring.
import torch.nn as nn


def build_cnn(input_shape=(16, 16, 1), classes=3):
    return nn.Sequential(nn.Conv2d(1, 12, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(12, 16, 3), nn.Flatten(),
                         nn.LazyLinear(classes), nn.Softmax(1))
