# expected: zero
# Adds points without end.
def plot_history(history):
    fig, ax = plt.subplots()
    epoch = 0
    while epoch < len(history["loss"]):
        value = history["loss"][epoch % len(history["loss"])]
    ax.plot(epoch, value)
    return fig
