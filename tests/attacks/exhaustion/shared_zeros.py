# Tries: take memory that counts for nobody through /dev/zero, which is a file and can be shared.
# Exercise: count_params
import mmap
import os

broken = []
for flags in (os.O_RDWR, os.O_RDONLY):
    try:
        zero = os.open("/dev/zero", flags)
        assert os.read(zero, 3) == bytes(3)   # as a file it is what it is everywhere
        prot = mmap.PROT_READ | (mmap.PROT_WRITE if flags == os.O_RDWR else 0)
        broken.append(mmap.mmap(zero, 2**20, flags=mmap.MAP_SHARED, prot=prot)[0])
    except OSError:
        pass
print("BROKEN" if broken else "HELD", broken)
