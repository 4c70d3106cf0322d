# expected: partial
# The vertical axis has no label.
def plot_history(history):
    plt.figure()
    plt.plot(history["loss"], label="entrenamiento")
    plt.plot(history["val_loss"], label="validación")
    plt.xlabel("época")
    plt.title("pérdida")
    plt.legend()
