# Tries: leave shared memory, queues and semaphores of POSIX and System V to the next submission.
# Exercise: count_params
# Next: none of them is there.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for attempt in (
    lambda: open("/dev/shm/panal-left", "w"),
    lambda: open("/dev/mqueue/panal-left", "w"),
    lambda: libc.mq_open(b"/panal-left", os.O_CREAT | os.O_RDWR, 0o666, None),
    lambda: libc.shmget(0x70616E, 4096, 0o1666),
    lambda: libc.msgget(0x70616E, 0o1666),
    lambda: libc.semget(0x70616E, 1, 0o1666),
    lambda: ctypes.CDLL("librt.so.1").shm_open(b"/panal-left", os.O_CREAT | os.O_RDWR, 0o666),
):
    try:
        attempt()
    except OSError:
        pass
print("HELD")
#%% next
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
found = [path for path in ("/dev/shm/panal-left", "/dev/mqueue/panal-left") if os.path.exists(path)]
found += [name for name, number in {
    "segment": libc.shmget(0x70616E, 4096, 0o666),
    "queue": libc.msgget(0x70616E, 0o666),
    "semaphores": libc.semget(0x70616E, 1, 0o666),
    "queue of POSIX": libc.mq_open(b"/panal-left", os.O_RDWR),
}.items() if number >= 0]
print("BROKEN" if found else "HELD", found)
