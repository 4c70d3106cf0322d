# expected: less
# Two lines, and neither labels nor legend.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"])
    ax.plot(history["val_loss"])
    return fig
