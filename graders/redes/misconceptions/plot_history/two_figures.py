"""Dibujas cada lista en su propia figura. Lo que importa es compararlas, vuelta por vuelta, y para eso van juntas sobre los mismos ejes."""

def plot_history(history):
    for name in ["loss", "val_loss"]:
        figure, axes = plt.subplots()
        axes.plot(range(1, len(history[name]) + 1), history[name], label=name)
        axes.set_xlabel("vuelta")
        axes.set_ylabel("pérdida")
        axes.legend()
    return figure
