# Tries: take memory that is shared, and so counts for nobody in particular.
# Exercise: count_params
# Ending: no attempt
# Note: memoria
# Limit: memory_bytes = 3 * 2**30
import mmap

taken = []
for _ in range(10):
    taken.append(mmap.mmap(-1, 100 * 2**20))
    for _ in range(100):
        taken[-1].write(b"a" * 2**20)
print("BROKEN")
