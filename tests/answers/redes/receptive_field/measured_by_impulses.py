# expected: full
# Sends a single one through the network at each place and notes where the first output changes.
def receptive_field(layers):
    def first_output(x):
        for l in layers:
            k, d, s = l["kernel_size"], l.get("dilation_rate", 1), l.get("strides", 1)
            n = x.shape[-1] - (k - 1) * d
            x = sum(x[:, u * d:u * d + n] for u in range(k))[:, ::s]
        return x[:, 0]
    limit, jump = 2, 1
    for l in layers:
        limit += l["kernel_size"] * l.get("dilation_rate", 1) * jump
        jump *= l.get("strides", 1)
    if limit > 1500:   # demasiado para una matriz: se usa la fórmula
        r = 1
        for l in reversed(layers):
            r = (r - 1) * l.get("strides", 1) + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
        return r
    places = np.flatnonzero(first_output(np.eye(limit, dtype="float32")))
    return places.max() - places.min() + 1
