# expected: zero
# The name is there, but it is an array.
edge_kernel = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]).reshape(3, 3, 1, 1)
