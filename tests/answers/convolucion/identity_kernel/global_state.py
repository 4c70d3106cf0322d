# expected: full
# Changes the random seed, the float type, NumPy's errors and the warning filter.
# alone: it changes what the cells after it see
import warnings

warnings.simplefilter("error")
np.seterr(all="raise")
keras.utils.set_random_seed(123)
keras.config.set_floatx("float16")
CALLS = []


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    CALLS.append(shape)
    keras.config.set_floatx("float64")
    k = np.zeros(shape, dtype or keras.config.floatx())
    k[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return k
