# expected: full
# Prints both sides and shows the images before it returns them.
def max_pool_counterexample():
    a, b = np.diag([1, 1]), np.diag([1, 1])[::-1]
    print("max(a + b) =", (a + b).max(), " max(a) + max(b) =", a.max() + b.max())
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(a, cmap="gray")
    axes[1].imshow(b, cmap="gray")
    plt.show()
    plt.close(figure)
    return a, b
