# expected: less
# The validation's loss over the training's: one line.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], history["val_loss"], label="pérdidas")
    ax.set(xlabel="entrenamiento", ylabel="validación")
    ax.legend()
    return fig
