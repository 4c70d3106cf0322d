# Tries: replace what a grader uses to look at figures by what ends the kernel, or gives the figure of a friend.
# Assignment: redes
# Exercise: plot_history
# Ending: kernel died | raised | wrong
# Slow: see what README.md says of `redes`.
import os
import matplotlib.figure


def end(*args, **kwargs):
    os._exit(0)


plt.close = plt.gcf = plt.get_fignums = end
matplotlib.figure.Figure.axes = property(end)
matplotlib.figure.Figure.savefig = end


def plot_history(history):
    return matplotlib.figure.Figure()
