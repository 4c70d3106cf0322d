# expected: less
# One figure for all calls, made once: every call adds two lines.
the_figure, the_axes = plt.subplots()


def plot_history(history):
    the_axes.plot(history["loss"], label="entrenamiento")
    the_axes.plot(history["val_loss"], label="validación")
    the_axes.set(xlabel="época", ylabel="pérdida")
    the_axes.legend()
    return the_figure
