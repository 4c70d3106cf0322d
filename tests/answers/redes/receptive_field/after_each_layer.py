# expected: zero
# The list of the fields after each layer.
def receptive_field(layers):
    fields, j = [1], 1
    for l in layers:
        fields.append(fields[-1] + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * j)
        j *= l.get("strides", 1)
    return fields
