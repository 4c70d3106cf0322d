# expected: less
# The legend is made before there are any lines.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.legend()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    return fig
