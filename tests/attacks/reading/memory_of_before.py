# Tries: search this process' memory, a copy of the warm one's, for what belongs to the other side.
# Exercise: count_params
# Refused: users, landlock
import re

needle = re.compile(b"[s]ecreto-de-la-docente|[d]ef test_square_kernel_with_bias|[K]ernel cuadrado, con sesgo")
found = []
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        first, last = (int(number, 16) for number in line.split()[0].split("-"))
        if "[heap]" not in line and not ("rw-p" in line and last - first > 2**18):
            continue
        try:
            memory.seek(first)
            found += needle.findall(memory.read(min(last - first, 2**25)))
        except (OSError, ValueError, OverflowError):
            pass
print("BROKEN" if found else "HELD", found[:3])
