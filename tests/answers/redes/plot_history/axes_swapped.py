# expected: less
# The losses lie on the horizontal axis.
def plot_history(history):
    fig, ax = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    ax.plot(history["loss"], epochs, label="entrenamiento")
    ax.plot(history["val_loss"], epochs, label="validación")
    ax.set(xlabel="pérdida", ylabel="época")
    ax.legend()
    return fig
