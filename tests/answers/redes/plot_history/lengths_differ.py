# expected: zero
# One number of epochs too many: Matplotlib raises.
def plot_history(history):
    fig, ax = plt.subplots()
    epochs = range(len(history["loss"]) + 1)
    ax.plot(epochs, history["loss"], label="entrenamiento")
    ax.plot(epochs, history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
