"""Dibujas solo la pérdida de entrenamiento. Una red que memoriza también la baja hasta 0: lo que la delata es la de validación."""

def plot_history(history):
    figure, axes = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], label="entrenamiento")
    axes.set_xlabel("vuelta")
    axes.set_ylabel("pérdida")
    axes.legend()
    return figure
