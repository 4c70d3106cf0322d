"""Tu figura no tiene leyenda. Con dos líneas de colores distintos nadie sabe cuál es la de validación, y es la que dice si la red memoriza."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], label="entrenamiento")
    axes.plot(epochs, history["val_loss"], label="validación")
    axes.set_xlabel("vuelta")
    axes.set_ylabel("pérdida")
    return figure
