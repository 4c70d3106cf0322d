# expected: less
# A third line with the difference.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.plot(np.array(history["val_loss"]) - np.array(history["loss"]), label="diferencia")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
