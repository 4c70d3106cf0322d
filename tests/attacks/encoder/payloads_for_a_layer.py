# Tries: the same for the exercise whose answer is a layer: settings and weights that no layer has.
# Exercise: avg_pool_conv
# Others: any
# Ending: unusable answer | wrong
import json
import sys

good = {"filters": 3, "kernel_size": [3, 3], "strides": [3, 3], "padding": "valid", "use_bias": False, "groups": 1,
        "dilation_rate": [1, 1], "activation": "linear", "data_format": "channels_last"}
kernel = {"array": {"dtype": "<f4", "shape": [1], "data": "AAAAAA=="}}
SETTINGS = [
    {**good, name: value}
    for name in good
    for value in (None, -1, 0, 10**12, 1e308, float("nan"), "a", [], [3], [3, 3, 3], [10**9, 10**9], [[3, 3], 3], kernel, {"opaque": "a"})
]
WEIGHTS = [{}, {"kernel": 7}, {"kernel": kernel, "bias": kernel}, {"kernel": [[[[1] * 3] * 3] * 3] * 3}, {"a" * 1000: kernel}]
encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
turn = 0


def payload(*args, **kwargs):
    global turn
    turn += 1
    layer = {"class_names": ["Conv2D"], "settings": SETTINGS[turn % len(SETTINGS)], "weights": WEIGHTS[turn % len(WEIGHTS)], "built": True}
    return json.dumps({"layer": layer})


encode.encode = payload


def avg_pool_conv(pool_size=3, channels=3):
    return 0
