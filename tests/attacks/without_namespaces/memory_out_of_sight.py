# Tries: have more memory than allowed in a process that nobody may look into, for it is not to be dumped.
# Exercise: count_params
# Ending: no attempt
# Note: de memoria
# Limit: memory_bytes = 16 * 2**30
import ctypes
import time

ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)   # PR_SET_DUMPABLE
kept = []
for _ in range(40):
    kept.append(bytearray(b"x") * (25 * 2**20))
    time.sleep(0.02)
time.sleep(1)
print("BROKEN")
