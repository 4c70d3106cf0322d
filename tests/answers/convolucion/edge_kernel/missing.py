# expected: zero
# There is no function at all, only a kernel in a variable.
kernel = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]).reshape(3, 3, 1, 1)
