# expected: full
# Both lines as the columns of one array.
def plot_history(history):
    table = np.column_stack([history["loss"], history["val_loss"]])
    fig, ax = plt.subplots()
    ax.plot(np.arange(len(table)), table, label=["loss", "val_loss"])
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    return fig
