# expected: full
# ax.plot with the dict as data, which gives the labels, too.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot("loss", data=history)
    ax.plot("val_loss", data=history)
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return fig, ax
