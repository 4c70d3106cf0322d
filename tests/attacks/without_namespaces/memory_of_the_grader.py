# Tries: read memory, environment, descriptors and command line of the process that grades and of one's own parent.
# Exercise: count_params
import os

found = []
for pid in {GRADER, os.getppid(), 1}:
    for name in ("environ", "mem", "maps", "fd", "cwd/", "root/", "stack", "syscall", "io", "auxv", "fdinfo", "map_files"):
        path = f"/proc/{pid}/{name}"
        try:
            os.listdir(path) if os.path.isdir(path) else os.close(os.open(path, os.O_RDONLY))
            found.append(path)
        except OSError:
            pass
for name in ("cmdline", "status", "net/unix", "mountinfo", "task"):
    try:
        os.close(os.open(f"/proc/{GRADER}/{name}", os.O_RDONLY))
        found.append(name)
    except OSError:
        pass
print("BROKEN" if found else "HELD", found)
