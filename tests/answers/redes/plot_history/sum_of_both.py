# expected: less
# The second line is the sum of both lists.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="loss")
    ax.plot([a + b for a, b in zip(history["loss"], history["val_loss"])], label="val_loss")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
