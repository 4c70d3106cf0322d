# expected: full
# The legend belongs to the figure.
def plot_history(history):
    fig = plt.figure()
    ax = fig.add_subplot(1, 1, 1)
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set_xlabel("vuelta")
    ax.set_ylabel("pérdida")
    fig.legend(loc="outside upper center", ncols=2) if fig.get_layout_engine() else fig.legend()
    return fig
