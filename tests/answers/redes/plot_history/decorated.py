# expected: full
# A decorator gives the figure, the labels and the legend.
def with_figure(function):
    def wrapper(history):
        fig, ax = plt.subplots()
        function(history, ax)
        ax.set(xlabel="época", ylabel="pérdida")
        ax.legend()
        return fig
    return wrapper


@with_figure
def plot_history(history, ax):
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
