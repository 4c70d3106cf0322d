# Tries: find the sockets and files of other kernels, by the mounts that lead to them.
# Exercise: count_params
import os



def names(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


broken = names("/run/panal") + [name for name in names("/run/kernel") if not name.startswith("k-") and name != "files"]
if not os.path.exists("/panal"):   # there are no mounts
    broken += names(os.path.join(os.environ["HOME"], "..", ".."))
try:
    mounts = list(open("/proc/self/mountinfo"))
except OSError:
    mounts = []
for line in mounts:
    target = line.split()[4]
    if target.startswith("/run/panal/"):
        broken.append(target)
print("BROKEN" if broken else "HELD", broken)
