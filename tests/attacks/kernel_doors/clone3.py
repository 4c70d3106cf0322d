# Tries: make a namespace by the call whose flags lie in memory, where no filter can look.
# Exercise: count_params
# Lock: seccomp
import ctypes
import os
import struct

arguments = ctypes.create_string_buffer(struct.pack("11Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0))
pid = ctypes.PyDLL(None).syscall(435, arguments, 88)
if pid == 0:
    os._exit(0)
if pid > 0:
    os.kill(pid, 9)   # a lock that another thread held is held in it for ever
    os.waitpid(pid, 0)
print("BROKEN" if pid > 0 else "HELD")
