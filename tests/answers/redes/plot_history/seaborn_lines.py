# expected: zero
# Asks for a package that the course does not bring.
import seaborn as sns


def plot_history(history):
    ax = sns.lineplot(data={"entrenamiento": history["loss"], "validación": history["val_loss"]})
    ax.set(xlabel="época", ylabel="pérdida")
    return ax
