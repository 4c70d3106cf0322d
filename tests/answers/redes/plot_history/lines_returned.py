# expected: full
# One call of plt.plot draws both lines, whose list is returned.
def plot_history(history):
    plt.figure()
    epochs = list(range(1, 1 + len(history["loss"])))
    lines = plt.plot(epochs, history["loss"], epochs, history["val_loss"])
    plt.gca().set(xlabel="época", ylabel="pérdida")
    plt.legend(lines, ["entrenamiento", "validación"])
    return lines
