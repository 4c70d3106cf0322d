# Tries: integers of more digits than may be turned into text.
# Exercise: count_params
# Ending: unusable answer | wrong
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    return (10**5000, -(2**1_000_000), 2**1023, np.float128(2) ** 5000 if hasattr(np, "float128") else 1e308)[turn % 4]
