# expected: zero
# Takes a History object with an attribute, where a dict comes.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history.history["loss"], label="entrenamiento")
    ax.plot(history.history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
