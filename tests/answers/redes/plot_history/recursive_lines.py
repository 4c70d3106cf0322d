# expected: full
# Recursion over the names.
def draw(ax, history, names):
    if names:
        ax.plot(history[names[0]], label=names[0])
        draw(ax, history, names[1:])


def plot_history(history):
    ax = plt.figure().gca()
    draw(ax, history, ["loss", "val_loss"])
    plt.setp(ax, xlabel="época", ylabel="pérdida")
    ax.legend()
    return plt.gcf()
