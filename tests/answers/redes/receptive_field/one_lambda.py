# expected: full
# A lambda with math.prod over the layers before.
import math

receptive_field = lambda layers: 1 + sum(
    (l["kernel_size"] - 1) * l.get("dilation_rate", 1) * math.prod(p.get("strides", 1) for p in layers[:i])
    for i, l in enumerate(layers))
