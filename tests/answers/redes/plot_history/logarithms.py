# expected: less
# The logarithms of the values, on a plain axis.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(np.log(history["loss"]), label="entrenamiento")
    ax.plot(np.log(history["val_loss"]), label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
