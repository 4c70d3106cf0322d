# Tries: take hold of the first process and of what lies above by handles: descriptors of processes, of files, of namespaces.
# Exercise: count_params
# Refused: landlock
# Lock: seccomp
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
broken = []
child = os.fork()
if child == 0:
    import time
    time.sleep(60)
for pid in (1, child):
    handle = os.pidfd_open(pid)
    for number in range(0, 20):
        if libc.syscall(438, handle, number, 0) >= 0:   # pidfd_getfd of x86-64
            broken.append(("descriptor", pid, number))
    if libc.syscall(440, handle, None, 0, 21, 0) >= 0:  # process_madvise: MADV_PAGEOUT
        broken.append(("madvise", pid))
os.kill(child, 9)
for name in ("user", "pid", "mnt", "net"):
    for pid in (1, "self"):
        try:
            if libc.syscall(308, os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY), 0) >= 0:   # setns
                broken.append((name, pid))
        except OSError:
            pass
handle = (ctypes.c_uint * 40)(128)
if libc.syscall(303, -100, b"/usr", handle, ctypes.byref(ctypes.c_int()), 0) >= 0:   # name_to_handle_at
    broken.append("file")
print("BROKEN" if broken else "HELD", broken)
