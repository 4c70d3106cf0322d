# Tries: use up what Linux counts for a user or for the whole machine: watches of files, leases that keep others from opening
# a file, queues of asynchronous reading.
# Exercise: count_params
# Lock: seccomp
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
context = ctypes.c_ulong()
broken = [name for name, arguments in {
    "inotify_init": (253,), "inotify_init1": (294, 0), "io_setup": (206, 100, ctypes.byref(context)),
}.items() if libc.syscall(*arguments) >= 0]   # numbers of x86-64
for name, path, command, argument in (
    ("lease", "/tmp/mine", 1024, fcntl.F_WRLCK), ("lease", "/usr/lib/os-release", 1024, fcntl.F_RDLCK), ("watch", "/usr", 1026, 1),
):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT if path.startswith("/tmp") else os.O_RDONLY)
        fcntl.fcntl(descriptor, command, argument)
        broken.append(name)
    except OSError:
        pass
for command in (0xFFFFFFFF00000400, 1 << 32 | 1026):   # Linux looks at the lower half only
    if libc.syscall(72, os.open("/usr", os.O_RDONLY), ctypes.c_ulong(command), 1) >= 0:
        broken.append(hex(command))
print("BROKEN" if broken else "HELD", broken)
