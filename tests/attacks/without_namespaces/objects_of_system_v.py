# Tries: use segments, queues and semaphores of others by their numbers, and remove them.
# Exercise: count_params
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
def number(name):
    try:
        return int(os.readlink(f"{HOST}/{name}"))
    except OSError:
        return 0

segment, queue, semaphores = number("segment"), number("queue"), number("semaphores")
message = (ctypes.c_long * 4)(1, 2, 3, 4)
done = []
for i in {*range(64), segment}:
    if libc.shmat(i, None, 0) not in (None, 2**64 - 1):
        done.append("segment")
for name, result in {
    "send": lambda: libc.msgsnd(queue, message, 8, 0o4000),
    "receive": lambda: libc.msgrcv(queue, message, 8, 0, 0o4000),
    "raise": lambda: libc.semop(semaphores, (ctypes.c_short * 3)(0, 1, 0o4000), 1),
    "set": lambda: libc.semctl(semaphores, 0, 16, 5),
    "remove the segment": lambda: libc.shmctl(segment, 0, None),
    "remove the queue": lambda: libc.msgctl(queue, 0, None),
    "remove the semaphores": lambda: libc.semctl(semaphores, 0, 0),
}.items():
    if result() == 0:
        done.append(name)
print("BROKEN" if done else "HELD", done)
