"""Solo un eje tiene nombre. Sin el del vertical no se sabe si la línea que baja es una pérdida, que es bueno, o un acierto, que es malo."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], label="entrenamiento")
    axes.plot(epochs, history["val_loss"], label="validación")
    axes.set_xlabel("vuelta")
    axes.legend()
    return figure
