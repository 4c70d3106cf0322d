# Tries: take memory that is shared and then looked away from, so that it stays and counts for nobody.
# Exercise: count_params
# Lock: seccomp
import mmap

try:
    shared = mmap.mmap(-1, 20 * 2**20)
    for _ in range(20):
        shared.write(b"a" * 2**20)
    shared.madvise(mmap.MADV_DONTNEED)   # no table of ours has it any more; it is still there
    print("BROKEN" if shared[7] == 97 else "HELD")
except OSError as error:
    print("HELD", error)
