# Tries: find a descriptor that leads out: a file of the host, a socket of another, a folder that was open before the wall stood.
# Exercise: count_params
import os
import stat

odd = []
for descriptor in map(int, os.listdir("/proc/self/fd")):
    try:
        mode = os.fstat(descriptor).st_mode
        target = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        continue
    plain = target.startswith(("anon_inode:[eventpoll]", "anon_inode:[eventfd]", "pipe:", "socket:")) or target in ("/dev/null", "/dev/urandom")
    if stat.S_ISDIR(mode) and not target.startswith("/proc") or not plain and not target.startswith(("/tmp/", "/proc", "/home/student")):
        odd.append((descriptor, target))
print("BROKEN" if odd else "HELD", odd)
