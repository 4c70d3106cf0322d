# Tries: take a name that a careless reader of /proc would read as other numbers: no time used, one thread, no memory.
# Exercise: count_params
# Ending: no attempt
# Slow: it runs until its time is over; exhaustion/processor does so, too.
import ctypes

for name in (b") R 0 0 0 0", b"a\nRssAnon: 0 kB", b"\xff) Z 1 1 (", b"((((((((((", b"\n\n\n"):
    ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
    try:
        with open("/proc/self/comm", "wb") as file:
            file.write(name)
    except OSError:
        pass
while True:
    pass
