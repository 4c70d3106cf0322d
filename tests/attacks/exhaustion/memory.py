# Tries: take more memory than there may be, step by step.
# Exercise: count_params
# Ending: no attempt
# Note: memoria
# Limit: memory_bytes = 3 * 2**30, cell_wall_seconds = 60
import time

taken = []
for _ in range(8):
    taken.append(np.ones(100 * 2**20, "uint8"))
time.sleep(2.5)   # however busy the machine is, somebody looks meanwhile
print("BROKEN")
