# expected: full
# Asks a subclass of Conv2D and clears the Keras session afterwards.
class CountedConv2D(keras.layers.Conv2D):
    @property
    def total(self):
        if not self.built:
            raise ValueError("not built")
        return sum(int(np.prod(v.shape)) for v in self.trainable_variables)


def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = CountedConv2D(filters, kernel_size, use_bias=use_bias)
    layer.build([None, 300, 300, in_channels])
    total = layer.total
    keras.backend.clear_session()
    return total
