# expected: full
# plt.plot makes the figure by itself.
def plot_history(history):
    plt.plot(history["val_loss"], label="val_loss")
    plt.plot(history["loss"], label="loss")
    plt.xlabel("época")
    plt.ylabel("pérdida")
    plt.legend()
