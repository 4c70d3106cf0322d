# expected: partial
# The lines have labels, but legend is never called; a text stands in for it.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.text(0, 1, "azul: entrenamiento, naranja: validación", transform=ax.transAxes)
    return ax
