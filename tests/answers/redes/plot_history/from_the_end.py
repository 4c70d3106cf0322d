# expected: less
# The lists are turned round.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"][::-1], label="entrenamiento")
    ax.plot(history["val_loss"][::-1], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
