"""Tu leyenda nombra una sola línea. La otra queda sin nombre: cada `plot` lleva su `label`."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], label="entrenamiento")
    axes.plot(epochs, history["val_loss"])
    axes.set_xlabel("vuelta")
    axes.set_ylabel("pérdida")
    axes.legend()
    return figure
