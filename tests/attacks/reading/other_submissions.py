# Tries: find the sockets and files of other kernels, by the mounts that lead to them.
# Exercise: count_params
import os

broken = []
for folder in ("/run/panal", "/run/kernel"):
    try:
        broken += [name for name in os.listdir(folder) if not name.startswith("k-") and name != "files"]
    except OSError:
        pass
try:
    broken += [line for line in open("/proc/self/mountinfo") if line.split()[4].startswith("/run/panal/")]
except OSError:
    pass
print("BROKEN" if broken else "HELD", broken)
