# Tries: search this process' memory, a copy of the warm one's, for what belongs to the other side.
# Exercise: count_params
import ctypes
import os
import re

needle = re.compile(b"[s]ecreto-de-la-docente|[d]ef test_square_kernel_with_bias|[K]ernel cuadrado, con sesgo")
libc = ctypes.CDLL(None)
reading, writing = os.pipe()
found, piece = [], 2**16
for line in open("/proc/self/maps").readlines():
    first, last = (int(number, 16) for number in line.split()[0].split("-"))
    if "[heap]" not in line and not ("rw-p" in line and last - first > 2**18):
        continue
    memory = bytearray()
    for place in range(first, min(last, first + 2**25), piece):   # what is there no more, Linux refuses to write
        size = libc.write(writing, ctypes.c_void_p(place), ctypes.c_size_t(min(piece, last - place)))
        memory += os.read(reading, size) if size > 0 else b""
    found += needle.findall(memory)
print("BROKEN" if found else "HELD", found[:3])
