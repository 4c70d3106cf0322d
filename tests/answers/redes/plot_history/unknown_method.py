# expected: zero
# xlabel is no method of axes.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.xlabel("época")
    ax.ylabel("pérdida")
    ax.legend()
    return fig
