# Tries: take what the first process of the namespace holds: descriptors, memory, environment, its socket to the other side.
# Exercise: count_params
# Lock: hidden init
import os

broken = []
for name in ("environ", "mem", "maps", "auxv", "io", "stack", "map_files"):
    try:
        path = f"/proc/1/{name}"
        os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1)
        broken.append(name)
    except OSError:
        pass
for link in ("exe", "cwd", "root", "fd", "ns/mnt"):
    try:
        path = f"/proc/1/{link}"
        broken.append(os.listdir(path) if link == "fd" else os.readlink(path))
    except OSError:
        pass
print("BROKEN" if broken else "HELD", broken)
