# expected: full
# A logarithmic axis, with the values as they are.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.semilogy(history["loss"], label="entrenamiento")
    ax.semilogy(history["val_loss"], label="validación")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida (escala logarítmica)")
    ax.legend()
    return ax
