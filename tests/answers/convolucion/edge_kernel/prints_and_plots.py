# expected: full
# Prints, warns and draws before it returns a Prewitt kernel.
import warnings

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2 - 1] = 1
    kernel[shape[0] // 2 + 1] = -1
    print("kernel:", kernel[:, :, 0, 0])
    warnings.warn("this kernel has negative weights")
    plt.figure()
    plt.imshow(kernel[:, :, 0, 0], cmap="gray")
    plt.show()
    plt.close()
    return kernel
