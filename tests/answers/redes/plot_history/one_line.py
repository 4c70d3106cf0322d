# expected: less
# Only the loss of the training.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
