# expected: zero
# The name is bound to the kernel itself instead of a function.
identity_kernel = np.zeros((5, 5, 3, 3))
for c in range(3):
    identity_kernel[2, 2, c, c] = 1
