# Tries: a figure with a million lines.
# Assignment: redes
# Exercise: plot_history
# Ending: out of time | out of memory | unusable answer | kernel died | wrong
# Slow: see what README.md says of `redes`.
from matplotlib.lines import Line2D


def plot_history(history):
    figure, axes = plt.subplots()
    line = Line2D([0, 1], [0, 1])
    axes._children.extend([line] * 1_000_000)
    return figure
