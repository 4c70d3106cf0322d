# Tries: arrays that are small in memory and immense by their shape, of types without a size, or that overlap themselves.
# Exercise: count_params
# Ending: unusable answer | raised | wrong
from numpy.lib.stride_tricks import as_strided

ODD = [
    lambda: as_strided(np.zeros(1), (10**6, 10**6), (0, 0)), lambda: np.broadcast_to(np.int8(28), (2**40,)),
    lambda: as_strided(np.zeros(8), (3, 3), (-8, 8))[1:1], lambda: np.zeros(5, "V0"), lambda: np.zeros((), "S0"),
    lambda: np.zeros(3, [("a", "f8"), ("b", "O")]), lambda: np.array([28, None], object), lambda: np.array("28"),
    lambda: np.datetime64("2026-01-01"), lambda: np.zeros((0, 2**31, 2**20)), lambda: np.zeros((1,) * 64), lambda: np.float64("nan"),
    lambda: np.frombuffer(b"\xff\xff\xff\xff\xff\xff\xff\x7f", ">f8"), lambda: np.ma.masked_all(3), lambda: np.longdouble(10) ** 4000,
]
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    return ODD[turn % len(ODD)]()
