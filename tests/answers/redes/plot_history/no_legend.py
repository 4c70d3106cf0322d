# expected: partial
# The legend is missing.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    return fig
