# expected: less
# Only one of the lines has a label.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"])
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
