# expected: less
# A zero is put before the values.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot([0] + history["loss"], label="entrenamiento")
    ax.plot([0] + history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
