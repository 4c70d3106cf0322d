# expected: full
# Prints the best epoch, sets limits and ticks; the values stay as they are.
def plot_history(history):
    fig, ax = plt.subplots()
    n = len(history["loss"])
    ax.plot(np.linspace(0, 1, n), np.array(history["loss"], dtype="float64"), "k-", label="entrenamiento")
    ax.plot(np.linspace(0, 1, n), np.array(history["val_loss"], dtype="float64"), "k--", label="validación")
    ax.set_ylim(0, 1.1 * max(history["loss"] + history["val_loss"]))
    ax.set_xlabel("parte del entrenamiento")
    ax.set_ylabel("pérdida")
    ax.legend(fontsize=8)
    print("mejor vuelta:", 1 + int(np.argmin(history["val_loss"])))
    return fig
