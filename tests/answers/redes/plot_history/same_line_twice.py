# expected: less
# The loss of the training under both labels.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
