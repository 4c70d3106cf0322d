# expected: less
# Each line is divided by its largest value.
def plot_history(history):
    fig, ax = plt.subplots()
    for key in ("loss", "val_loss"):
        ax.plot(np.array(history[key]) / (2 * max(history[key])), label=key)
    ax.set(xlabel="época", ylabel="pérdida relativa")
    ax.legend()
    return fig
