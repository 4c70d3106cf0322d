# expected: zero
# A division of zero by zero.
def learn_kernel(images, targets, kernel_size=3):
    k = np.zeros((kernel_size, kernel_size))
    return k / k.sum()
