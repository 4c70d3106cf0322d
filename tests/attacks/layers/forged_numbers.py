# Tries: replace what writes layers down by one that sends a right layer of which one setting or weight is absurd.
# Exercise: avg_pool_conv
# Others: any
# Ending: wrong | unusable answer
import json
import sys

encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
ODD = [-1, 0, 2.5, 1e308, 10**400, True, "3", None, [], [3], [3, 3, 3], [[3], [3]], {"opaque": "int"}, {"array": {}}, float("nan"), [3, None]]
FORGED = [(name, odd) for name in ("filters", "kernel_size", "strides", "dilation_rate", "groups") for odd in ODD]
FORGED += [("padding", odd) for odd in ("causal", "", None, 0, ["valid"], {"opaque": "valid"})]
FORGED += [("activation", odd) for odd in ("relu", "", 0, [], {"opaque": "function"}, "softmax")]
FORGED += [("data_format", "channels_first"), ("data_format", 1), ("use_bias", None), ("use_bias", "False"), ("use_bias", {"opaque": "bool"})]
FORGED += [("kernel", odd) for odd in ([-1] * 4, [0] * 4, [3, 3, 3], [2**31 - 1] * 4, [1] * 33)]
original, turn = encode.encode, -1


def forged(value, *args, **kwargs):
    global turn
    turn += 1
    layer = json.loads(original(value, *args, **kwargs))
    if "layer" in layer:
        name, odd = FORGED[turn * 7 % len(FORGED)]
        if name == "kernel":
            layer["layer"]["weights"]["kernel"]["array"]["shape"] = odd
        else:
            layer["layer"]["settings"][name] = odd
    return json.dumps(layer)


encode.encode = forged


def avg_pool_conv(pool_size=3, channels=3):
    high, wide = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    layer = Conv2D(channels, (high, wide), strides=(high, wide), use_bias=False)
    layer.build((None, 24, 24, channels))
    kernel = np.zeros((high, wide, channels, channels), "float32")
    kernel[:, :, range(channels), range(channels)] = 1 / (high * wide)
    layer.set_weights([kernel])
    return layer
