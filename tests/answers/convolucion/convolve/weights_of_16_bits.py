# expected: partial
import numpy as np


def convolve(image, kernel):
    if kernel.dtype.kind == "i":
        kernel = kernel.astype(np.int16)
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + height, j : j + width].astype(np.float64)
            output[i, j] = (window * kernel).sum()
    return output
