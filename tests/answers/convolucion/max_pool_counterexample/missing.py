# expected: zero
# Two images in variables, and no function.
a = np.array([[1, 0], [0, 0]])
b = np.array([[0, 0], [0, 1]])
