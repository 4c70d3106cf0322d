# expected: full
# Only pyplot, and nothing is returned.
def plot_history(history):
    plt.figure()
    plt.plot(history["loss"])
    plt.plot(history["val_loss"])
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend(["train", "val"])
