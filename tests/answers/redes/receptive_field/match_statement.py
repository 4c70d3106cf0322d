# expected: full
# A match statement on the dicts.
def receptive_field(layers):
    r, j = 1, 1
    for layer in layers:
        match layer:
            case {"kernel_size": k, "strides": s, "dilation_rate": d}:
                pass
            case {"kernel_size": k, "strides": s}:
                d = 1
            case {"kernel_size": k, "dilation_rate": d}:
                s = 1
            case {"kernel_size": k}:
                s = d = 1
        r, j = r + (k - 1) * d * j, j * s
    return r
