# expected: less
# A running mean of the values.
def plot_history(history):
    fig, ax = plt.subplots()
    for key in ("loss", "val_loss"):
        values = np.array(history[key], dtype=float)
        ax.plot(np.cumsum(values) / np.arange(1, len(values) + 1), label=key)
    ax.set(xlabel="época", ylabel="pérdida media")
    ax.legend()
    return fig
