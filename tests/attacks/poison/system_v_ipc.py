# Tries: leave shared memory, semaphores and queues that belong to no process.
# Exercise: count_params
# Lock: seccomp
# Next: System V objects.
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
made = [libc.shmget(0x70616E, 4096, 0o1666), libc.semget(0x70616E, 1, 0o1666), libc.msgget(0x70616E, 0o1666)]
print("BROKEN" if max(made) >= 0 else "HELD", made)
#%% next
try:
    print("HELD", sum(1 for _ in open("/proc/sysvipc/shm")))
except PermissionError:
    print("HELD")
