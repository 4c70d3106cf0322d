# expected: zero
# Asks for PyTorch, which the course does not bring.
import torch
import torch.nn.functional as F


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    x = torch.tensor(images).permute(0, 3, 1, 2)
    k = torch.tensor(kernel).permute(3, 2, 0, 1)
    return F.conv2d(x, k, torch.tensor(bias), strides, padding.lower()).permute(0, 2, 3, 1).numpy()
