# expected: less
# A title instead of both labels.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set_title("pérdida por época")
    ax.legend()
    return fig
