# expected: zero
# A yield makes it a generator: nothing is drawn until somebody asks.
def plot_history(history):
    fig, ax = plt.subplots()
    for key in ("loss", "val_loss"):
        yield ax.plot(history[key], label=key)
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
