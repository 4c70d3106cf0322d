# expected: full
# subplot_mosaic, tensors for the values and a text at the lowest point.
def plot_history(history):
    fig, axes = plt.subplot_mosaic([["historia"]])
    ax = axes["historia"]
    ax.plot(tf.constant(history["loss"], tf.float64), label="entrenamiento")
    ax.plot(tf.constant(history["val_loss"], tf.float64), label="validación")
    best = int(np.argmin(history["val_loss"]))
    ax.annotate("mejor", (best, history["val_loss"][best]))
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return ax
