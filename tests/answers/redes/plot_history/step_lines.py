# expected: full
# Lines in steps, with the handles of the legend given by hand.
def plot_history(history):
    fig, ax = plt.subplots()
    first, = ax.step(range(len(history["loss"])), history["loss"], where="mid")
    second, = ax.step(range(len(history["val_loss"])), history["val_loss"], where="mid")
    ax.legend(handles=[first, second], labels=["entrenamiento", "validación"])
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
