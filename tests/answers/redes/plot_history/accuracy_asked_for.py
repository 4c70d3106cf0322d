# expected: zero
# Asks for the accuracy, of which nothing was said.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["accuracy"], label="entrenamiento")
    ax.plot(history["val_accuracy"], label="validación")
    ax.set(xlabel="época", ylabel="aciertos")
    ax.legend()
    return fig
