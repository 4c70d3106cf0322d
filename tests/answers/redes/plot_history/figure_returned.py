# expected: full
# plt.subplots, and the figure is returned.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return fig
