# expected: full
# A panel for each line, common labels and one legend for the figure.
def plot_history(history):
    fig, panels = plt.subplots(1, 2, sharey=True)
    panels[0].plot(history["loss"], "C0", label="entrenamiento")
    panels[1].plot(history["val_loss"], "C1", label="validación")
    fig.supxlabel("vuelta")
    fig.supylabel("pérdida")
    fig.legend()
    return fig
