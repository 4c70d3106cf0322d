# expected: full
# Line2D objects that are added to the axes.
from matplotlib.lines import Line2D


def plot_history(history):
    fig, ax = plt.subplots()
    x = range(len(history["loss"]))
    for key, style in {"loss": "-", "val_loss": ":"}.items():
        ax.add_line(Line2D(x, history[key], linestyle=style, label=key))
    ax.autoscale()
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return fig
