# Tries: list the course, the machine's folders for everybody, and what lies beside one's own folder.
# Exercise: count_params
import glob
import os

found = []
for folder in (HOST, f"{HOST}/folder", "/var/tmp", "/var/log", "/etc", "/sys", "/run/lock"):
    for way in (os.listdir, lambda path: os.listdir(os.open(path, os.O_RDONLY | os.O_DIRECTORY)), os.scandir):
        try:
            names = sorted(str(name) for name in way(folder))
            if folder != "/etc" or "passwd" in names:
                found.append((folder, names[:3]))
        except OSError:
            pass
found += [path for path in glob.glob("/tmp/panal-*") + glob.glob("/tmp/host-*")]
print("BROKEN" if found else "HELD", found)
