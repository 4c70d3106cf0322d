# expected: zero
# The figure is drawn by the cell, and the name is bound to it.
plot_history = plt.figure()
