# expected: full
# Prints, warns, writes to stderr and draws the kernel.
import sys
import warnings


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    print("shape:", shape, "dtype:", dtype)
    warnings.warn("un aviso cualquiera", UserWarning)
    sys.stderr.write("Traceback (most recent call last): no, it is a joke\n")
    shape = list(shape)
    cout, cin, w, h = shape.pop(), shape.pop(), shape.pop(), shape.pop()
    kernel = np.zeros((h, w, cin, cout), dtype)
    for c in range(cin):
        kernel[h // 2, w // 2, c, c] = 1
    plt.imshow(kernel[:, :, 0, 0].astype("float32"))
    plt.close()
    return kernel
