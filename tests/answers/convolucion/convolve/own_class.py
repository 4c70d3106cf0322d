# expected: full
# An instance with __call__, and a helper.
class Convolution:
    @staticmethod
    def window(image, i, j, shape):
        return image[i:i + shape[0], j:j + shape[1]]

    def __call__(self, image, kernel):
        rows = range(image.shape[0] - kernel.shape[0] + 1)
        columns = range(image.shape[1] - kernel.shape[1] + 1)
        weights = kernel.astype("f8")
        return [[float((self.window(image, i, j, kernel.shape) * weights).sum()) for j in columns] for i in rows]


convolve = Convolution()
