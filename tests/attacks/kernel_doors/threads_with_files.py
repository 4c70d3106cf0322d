# Tries: a thread with a table of open files of its own, where nobody who counts open files looks.
# Exercise: count_params
# Lock: seccomp
import ctypes
import errno

# Without CLONE_VM Linux finds the flags senseless (EINVAL) and makes nothing, but it has looked at them.
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall(56, ctypes.c_ulong(0x00010000), None, None, None, None)   # clone on x86-64: CLONE_THREAD
print("BROKEN" if ctypes.get_errno() == errno.EINVAL else "HELD", ctypes.get_errno())
