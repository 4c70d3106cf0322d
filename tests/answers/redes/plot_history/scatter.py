# expected: less
# Points instead of lines.
def plot_history(history):
    fig, ax = plt.subplots()
    x = range(len(history["loss"]))
    ax.scatter(x, history["loss"], label="entrenamiento")
    ax.scatter(x, history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
