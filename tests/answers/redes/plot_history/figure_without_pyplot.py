# expected: full
# matplotlib.figure.Figure, which pyplot knows nothing of.
from matplotlib.figure import Figure


def plot_history(history):
    fig = Figure(figsize=(4, 3))
    ax = fig.subplots()
    for name, values in sorted(history.items()):
        if name in ("loss", "val_loss"):
            ax.plot(values, label=name)
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return fig
