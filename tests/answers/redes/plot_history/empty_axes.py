# expected: less
# Labels and a legend around nothing.
def plot_history(history):
    fig, ax = plt.subplots()
    ax.set(xlabel="época", ylabel="pérdida")
    ax.legend(["entrenamiento", "validación"])
    return fig
