# expected: full
# Pops the lists out of the dict that it was given.
def plot_history(history):
    _, ax = plt.subplots()
    ax.plot(history.pop("val_loss"), label="validación", linewidth=2)
    ax.plot(history.pop("loss"), label="entrenamiento", linewidth=1)
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend(framealpha=0.5)
    return ax
