# expected: less
# One minus the loss, called accuracy.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot([1 - v for v in history["loss"]], label="entrenamiento")
    ax.plot([1 - v for v in history["val_loss"]], label="validación")
    ax.set(xlabel="época", ylabel="aciertos")
    ax.legend()
    return fig
