# expected: full
# Only pyplot, with plt.show() at the end.
def plot_history(history):
    plt.figure(figsize=(6, 4))
    epochs = np.arange(1, len(history["loss"]) + 1)
    plt.plot(epochs, history["loss"], "bo-", label="Entrenamiento")
    plt.plot(epochs, history["val_loss"], "r--", label="Validación")
    plt.title("Pérdida")
    plt.xlabel("Época")
    plt.ylabel("Pérdida")
    plt.legend()
    plt.show()
