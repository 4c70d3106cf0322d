# expected: partial
# The horizontal axis has no label.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set_ylabel("pérdida")
    ax.legend()
    return fig
