# expected: zero
# The function is a method of a class of another name.
class Network:
    def receptive_field(self, layers):
        return 1 + sum(l["kernel_size"] - 1 for l in layers)
