# Tries: make a call by the machine's 32-bit door, whose numbers mean something else.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
import ctypes
import mmap
import os
import platform

if platform.machine() == "x86_64":
    code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("b814000000" "cd80" "c3"))   # mov eax, 20 (getpid); int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    pid = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    print("BROKEN", pid)
else:
    os._exit(1)
