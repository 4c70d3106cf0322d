# expected: zero
# The dict has no attribute loss.
def plot_history(history):
    plt.figure()
    plt.plot(history.loss, label="entrenamiento")
    plt.plot(history.val_loss, label="validación")
    plt.xlabel("época")
    plt.ylabel("pérdida")
    plt.legend()
