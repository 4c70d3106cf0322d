# expected: less
# A figure for each list; the last is returned.
def plot_history(history):
    for key in ("loss", "val_loss"):
        fig, ax = plt.subplots()
        ax.plot(history[key], label=key)
        ax.set(xlabel="época", ylabel="pérdida")
        ax.legend()
    return fig
