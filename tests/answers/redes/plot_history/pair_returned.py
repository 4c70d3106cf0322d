# expected: full
# Figure and axes are returned as a pair.
def plot_history(history):
    fig, ax = plt.subplots(layout="constrained")
    ax.plot(history["loss"], color="tab:blue", marker=".", label="loss")
    ax.plot(history["val_loss"], color="tab:orange", marker=".", label="val_loss")
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida")
    ax.legend(title="conjunto")
    return fig, ax
