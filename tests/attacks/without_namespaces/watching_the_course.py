# Tries: be told when somebody opens or writes a file of the course: inotify, fanotify, dnotify, leases.
# Exercise: count_params
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
told = []
watch = libc.inotify_init1(0)
if watch >= 0 and libc.inotify_add_watch(watch, HOST.encode(), 0xFFF) >= 0:
    told.append("inotify")
if libc.fanotify_init(0x200, 0) >= 0:
    told.append("fanotify")
for name, command in (("dnotify", 1026), ("lease", 1024)):
    for path in (HOST, f"{HOST}/gradebook.db"):
        for flags in (os.O_RDONLY, os.O_PATH, 3):
            try:
                fcntl.fcntl(os.open(path, flags), command, 1)
                told.append(name)
            except OSError:
                pass
print("BROKEN" if told else "HELD", told)
