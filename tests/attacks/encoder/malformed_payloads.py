# Tries: replace what writes answers down by one that sends every malformed answer.
# Exercise: count_params
# Others: any
# Ending: unusable answer | wrong
import json
import sys

PAYLOADS = [
    "", "{", "[]", "{}", "null", "true", "nan", "NaN", "-Infinity", "1e999", "9" * 4000, "9" * 10_000, '"\\ud800"', '"' + "a" * 10**6 + '"',
    *(json.dumps(value) for value in (
        {"array": None}, {"array": []}, {"array": {}}, {"array": {"dtype": "<f4", "shape": [1], "data": ""}},
        {"array": {"dtype": "O", "shape": [1], "data": "AAAAAAAAAAA="}}, {"array": {"dtype": "|O8", "shape": [1], "data": "AAAAAAAAAAA="}},
        {"array": {"dtype": [["a", "O"]], "shape": [1], "data": ""}}, {"array": {"dtype": "<f4", "shape": [-1], "data": ""}},
        {"array": {"dtype": "<f4", "shape": [2**31 - 1] * 32, "data": ""}}, {"array": {"dtype": "<f4", "shape": [True], "data": "AAAAAA=="}},
        {"array": {"dtype": "<f4", "shape": [0, 2**30, 2**30, 2**30], "data": ""}}, {"array": {"dtype": "<f8", "shape": [], "data": "////////738="}},
        {"array": {"dtype": "<f4", "shape": [1.0], "data": "AAAAAA=="}}, {"array": {"dtype": "<f4", "shape": "1", "data": "AAAAAA=="}},
        {"array": {"dtype": "|b1", "shape": [1], "data": "/w=="}}, {"array": {"dtype": "<f4", "shape": [1], "data": "ñ"}},
        {"array": {"dtype": "<f4", "shape": [1], "data": 7}}, {"array": {"dtype": "<f4", "shape": [0] * 33, "data": ""}},
        {"array": {"dtype": "<f4", "shape": [0] * 100, "data": ""}}, {"array": {"dtype": "<c8", "shape": [1], "data": "AAAAAAAAAAA="}},
        {"layer": None}, {"layer": {}}, {"layer": {"class_names": ["Conv2D"], "settings": {}, "weights": {}, "built": 1}},
        {"layer": {"class_names": "Conv2D", "settings": [], "weights": [], "built": None}},
        {"layer": {"class_names": ["Conv2D"], "settings": {"a": {"layer": {}}}, "weights": {"kernel": {"array": {}}}, "built": True}},
        {"opaque": 7}, {"opaque": ["a"]}, {"opaque": "a" * 10**6}, {"points": 15}, {"ending": "right"}, {"array": {}, "layer": {}},
        [[[[1]]]] * 3, {"py/object": "os.system"}, {"__reduce__": ["os.system", ["id"]]},
    )),
    "[" * 23 + "]" * 23, "[" * 24 + "]" * 24, "[" * 25 + "]" * 25, "[" * 5000, "[" * 100_000 + "]" * 100_000, '{"opaque":' * 5000 + "1" + "}" * 5000,
]
encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
turn = 0


def payload(*args, **kwargs):
    global turn
    turn += 1
    return PAYLOADS[turn % len(PAYLOADS)]


encode.encode = payload


def count_params(*args, **kwargs):
    return 0
