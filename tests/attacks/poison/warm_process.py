# Tries: find the process that all kernels come from: by its memory that is shared, its parents, its folder of sockets.
# Exercise: count_params
# Next: nothing.
import ctypes
import os

broken = []
try:
    if os.getppid() > 1:
        os.kill(os.getppid(), 0)
        broken.append("parent")
except OSError:
    pass
try:
    if os.listdir("/run/panal"):
        broken.append("run")
except OSError:
    pass
libc = ctypes.CDLL(None, use_errno=True)
for pid in range(2, 40):
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/cmdline") as file:
            if pid != os.getpid() and "warm.py" in file.read() and os.getpgid(pid) != os.getpgid(0):
                broken.append(pid)
    except OSError:
        pass
print("BROKEN" if broken else "HELD", broken)
