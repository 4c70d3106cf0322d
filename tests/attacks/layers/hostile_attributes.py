# Tries: a layer whose attributes end the kernel, loop or lie while they are read.
# Exercise: avg_pool_conv
# Ending: kernel died | raised | out of time | wrong | unusable answer
turn = 0


def avg_pool_conv(pool_size=3, channels=3):
    global turn
    turn += 1

    class Trap(Conv2D):
        def __getattribute__(self, name):
            if name == "strides" and turn > 1:
                raise SystemExit
            if name in ("weights", "built"):
                return [self] * 10**6
            return super().__getattribute__(name)

    return Trap(channels, pool_size)
