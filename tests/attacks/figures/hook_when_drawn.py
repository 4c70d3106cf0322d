# Tries: figures that run code when they are drawn, saved or closed, while others are asked.
# Assignment: redes
# Exercise: plot_history
# Earns: any
# Ending: right | wrong | raised | kernel died
# Slow: see what README.md says of `redes`.
import os
import matplotlib.artist
import matplotlib.figure


class Hook(matplotlib.artist.Artist):
    def draw(self, renderer):
        os._exit(0)

    def __del__(self):
        os.kill(os.getpid(), 9)


def plot_history(history):
    figure, axes = plt.subplots()
    for name, values in history.items():
        axes.plot(values, label=name)
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    figure.add_artist(Hook())
    figure.canvas.mpl_connect("close_event", lambda event: os._exit(0))
    return figure
