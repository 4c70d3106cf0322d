# expected: less
# The validation's values are moved by one epoch.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(np.roll(history["val_loss"], 1), label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
