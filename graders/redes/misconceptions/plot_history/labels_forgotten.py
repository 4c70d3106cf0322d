"""Los ejes no tienen nombre. Quien vea tu figura sin el cuaderno no sabe si abajo hay vueltas o segundos, ni si hacia arriba es mejor o peor."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], label="entrenamiento")
    axes.plot(epochs, history["val_loss"], label="validación")
    axes.legend()
    return figure
