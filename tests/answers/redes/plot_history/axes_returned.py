# expected: full
# The axes are returned.
def plot_history(history):
    figure, axes = plt.subplots(figsize=(5, 3))
    for key in ("loss", "val_loss"):
        axes.plot(range(1, len(history[key]) + 1), history[key], label=key)
    axes.set(xlabel="vuelta", ylabel="pérdida", title="Historia")
    axes.legend(loc="upper right")
    axes.grid(True)
    return axes
