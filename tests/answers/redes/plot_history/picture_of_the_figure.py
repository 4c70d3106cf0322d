# expected: zero
# Returns the pixels of the figure.
import io


def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history["loss"], label="entrenamiento")
    ax.plot(history["val_loss"], label="validación")
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend()
    file = io.BytesIO()
    fig.savefig(file, format="rgba")
    return np.frombuffer(file.getvalue(), np.uint8)
