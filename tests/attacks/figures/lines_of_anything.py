# Tries: lines, labels and legends that give no numbers and texts but what makes their reader fail.
# Assignment: redes
# Exercise: plot_history
# Ending: wrong | unusable answer | raised
import json
import sys

encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
real, turn = encode.encode, -1
ODD = [None, 3, "x", [3], [None], [[]], {"dict": []}, [{"opaque": "ndarray"}], {"array": {"dtype": "<f8", "shape": [], "data": "AAAAAAAAAAA="}}]


def forged(value, *args, **kwargs):
    global turn
    text = real(value, *args, **kwargs)
    parts = json.loads(text)
    if isinstance(parts, dict) and "lines" in dict(parts.get("dict", ())):
        turn += 1
        for number, pair in enumerate(parts["dict"]):
            pair[1] = ODD[(turn + number) % len(ODD)]
    return json.dumps(parts)


encode.encode = forged


def plot_history(history):
    figure, axes = plt.subplots()
    for name, values in history.items():
        axes.plot(values, label=name)
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure
