"""Pusiste las pérdidas en el eje horizontal. Una línea se lee de izquierda a derecha, como el tiempo: abajo van las vueltas y hacia arriba, la pérdida."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(history["loss"], epochs, label="entrenamiento")
    axes.plot(history["val_loss"], epochs, label="validación")
    axes.set_xlabel("vuelta")
    axes.set_ylabel("pérdida")
    axes.legend()
    return figure
