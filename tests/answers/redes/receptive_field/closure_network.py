# expected: full
# A closure adds the layers one by one.
def make_counter():
    field = jump = 1

    def add(layer):
        nonlocal field, jump
        field += (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * jump
        jump *= layer.get("strides", 1)
        return field
    return add, lambda: field


def receptive_field(layers):
    add, value = make_counter()
    for layer in layers:
        add(layer)
    return value()
