# expected: full
# The figure is saved and closed, and returned all the same.
import io


def plot_history(history):
    with plt.style.context("ggplot"):
        fig, ax = plt.subplots()
        ax.plot(history["loss"], label="entrenamiento")
        ax.plot(history["val_loss"], label="validación")
        ax.set_xlabel("época")
        ax.set_ylabel("pérdida")
        ax.legend()
        fig.savefig(io.BytesIO(), format="png")
    plt.close(fig)
    return fig
