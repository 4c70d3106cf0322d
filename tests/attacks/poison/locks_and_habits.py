# Tries: hold what a process may hold on to without writing: locks on the system's files, one processor, the lowest priority.
# Exercise: count_params
# Next: nothing.
import fcntl
import os
import sys

files = [open(path, "rb") for path in ("/usr/lib/os-release", sys.executable, os.__file__)]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.nice(19)
try:
    os.umask(0o777)
    if os.fork() == 0:   # and a process that keeps them
        os.setsid()
        if os.fork() == 0:
            import time
            time.sleep(100)
        os._exit(0)
except OSError:   # a wall may allow neither
    pass
print("HELD")
#%% next
import fcntl
import os
import sys

broken = [os.getpriority(os.PRIO_PROCESS, 0), len(os.sched_getaffinity(0)) < (os.cpu_count() or 1) and os.sched_getaffinity(1) != os.sched_getaffinity(0)]
for path in ("/usr/lib/os-release", sys.executable, os.__file__):
    try:
        fcntl.flock(open(path, "rb"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        broken.append(error)
print("BROKEN" if any(broken) else "HELD", broken)
