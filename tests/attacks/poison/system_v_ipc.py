# Tries: leave shared memory, semaphores and queues that belong to no process.
# Exercise: count_params
# Lock: seccomp
# Next: System V objects.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
made = [libc.shmget(0x70616E, 4096, 0o1666), libc.semget(0x70616E, 1, 0o1666), libc.msgget(0x70616E, 0o1666)]
print("BROKEN" if max(made) >= 0 else "HELD", made)
#%% next
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
found = [libc.shmget(0x70616E, 4096, 0), libc.semget(0x70616E, 1, 0), libc.msgget(0x70616E, 0)]
print("BROKEN" if max(found) >= 0 else "HELD", found)
