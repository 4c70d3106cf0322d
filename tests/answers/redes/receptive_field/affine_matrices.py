# expected: full
# Each layer is an affine map r -> s r + (e - s); the maps are multiplied as 2 by 2 matrices.
def receptive_field(layers):
    total = np.eye(2, dtype=np.int64)
    for l in layers:
        s = l.get("strides", 1)
        e = (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1
        total = total @ np.array([[s, e - s], [0, 1]])
    return (total @ [1, 1])[0]
