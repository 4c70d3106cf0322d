# expected: zero
# The right function under another name.
def draw_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
