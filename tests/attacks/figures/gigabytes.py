# Tries: a figure of right lines that would be drawn on gigapixels, with a picture of gigabytes in it.
# Assignment: redes
# Exercise: plot_history
# Earns: any
# Ending: right | out of memory | kernel died | raised
# Slow: see what README.md says of `redes`.
def plot_history(history):
    figure, axes = plt.subplots(figsize=(50_000, 50_000), dpi=10_000)
    for name, values in history.items():
        axes.plot(values, label=name)
    axes.imshow(np.broadcast_to(np.float32(0), (300_000, 300_000)), aspect="auto")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure
