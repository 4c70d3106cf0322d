# expected: less
# Bars instead of lines.
def plot_history(history):
    fig, ax = plt.subplots()
    x = np.arange(len(history["loss"]))
    ax.bar(x - 0.2, history["loss"], width=0.4, label="entrenamiento")
    ax.bar(x + 0.2, history["val_loss"], width=0.4, label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
