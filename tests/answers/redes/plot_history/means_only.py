# expected: less
# Two level lines at the means.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.axhline(np.mean(history["loss"]), color="C0", label="entrenamiento")
    ax.axhline(np.mean(history["val_loss"]), color="C1", label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
