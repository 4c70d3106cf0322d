# expected: less
# field and jump live outside the function and keep their values.
field, jump = 1, 1


def receptive_field(layers):
    global field, jump
    for l in layers:
        field += (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * jump
        jump *= l.get("strides", 1)
    return field
