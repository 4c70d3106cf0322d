# Tries: take memory in many processes, each of which stays below the limit.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Note: memoria
# Limit: memory_bytes = 3 * 2**30, cell_wall_seconds = 60
import os
import time

children = []
for _ in range(8):
    read, write = os.pipe()
    if os.fork() == 0:
        mine = np.ones(130 * 2**20, "uint8")
        os.write(write, b"+")
        time.sleep(60)
        os._exit(0)
    os.close(write)
    os.read(read, 1)
time.sleep(2.5)   # however busy the machine is, somebody looks meanwhile
print("BROKEN")
