# Tries: trace and read other processes, a child of its own to begin with.
# Exercise: count_params
# Refused: landlock
# Lock: seccomp
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
broken = []
child = os.fork()
if child == 0:
    signal.pause()
if libc.ptrace(16, child, None, None) == 0:   # PTRACE_ATTACH
    broken.append("ptrace")
buffer = ctypes.create_string_buffer(8)


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


vector = Vector(ctypes.addressof(buffer), 8)
if libc.process_vm_readv(child, ctypes.byref(vector), 1, ctypes.byref(vector), 1, 0) == 8:
    broken.append("process_vm_readv")
try:
    if libc.syscall(438, os.pidfd_open(child), 0, 0) >= 0:   # pidfd_getfd
        broken.append("pidfd_getfd")
except OSError:
    pass
os.kill(child, signal.SIGKILL)
print("BROKEN" if broken else "HELD", broken)
