# expected: less
# legend is called, but no line has a label.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"])
    ax.plot(history["val_loss"])
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
