# Tries: find the sockets and files of other kernels, by the mounts that lead to them.
# Exercise: count_params
import os

broken = os.listdir("/run/panal") + [name for name in os.listdir("/run/kernel") if not name.startswith("k-") and name != "files"]
for line in open("/proc/self/mountinfo"):
    target = line.split()[4]
    if target.startswith("/run/panal/"):
        broken.append(target)
print("BROKEN" if broken else "HELD", broken)
