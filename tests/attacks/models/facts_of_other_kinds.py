# Tries: facts about a network that are no numbers, so that who counts them fails in the student's place.
# Assignment: redes
# Exercise: build_cnn
# Ending: unusable answer | raised
# Slow: see what README.md says of `redes`.
import json
import sys

encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
real, turn = encode.encode, -1
ODD = [None, [], "3", {"dict": []}, {"array": {"dtype": "|b1", "shape": [2], "data": "AQE="}}, {"opaque": "int"}]


def forged(value, *args, **kwargs):
    global turn
    text = real(value, *args, **kwargs)
    parts = json.loads(text)
    if not isinstance(parts, dict) or "convolutions" not in dict(parts.get("dict", ())):
        return text
    turn += 1
    for pair in parts["dict"]:
        if pair[0] not in ("output", "loss"):
            pair[1] = ODD[turn % len(ODD)]
    return json.dumps(parts)


encode.encode = forged


def build_cnn(input_shape=(16, 16, 1), classes=3):
    model = keras.Sequential([
        keras.Input(input_shape), Conv2D(8, 3, activation="relu"), MaxPool2D(2), Conv2D(8, 3, activation="relu"),
        Flatten(), Dense(classes, activation="softmax"),
    ])
    return model  # not compiled, so that it earns nothing by learning
