# expected: zero
# The cell holds nothing but an empty figure.
plt.figure()
