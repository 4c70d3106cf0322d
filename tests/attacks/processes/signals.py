# Tries: signal every process that has a number, its groups and its parent.
# Exercise: count_params
# Next: nothing.
import os
import signal

signalled = []
for pid in [*range(2, 500), os.getppid()]:
    if pid not in (0, 1, os.getpid()):
        try:
            os.kill(pid, 0)
            if not os.path.exists(f"/proc/self/task/{pid}"):
                signalled.append(pid)
        except OSError:
            pass
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):
    try:
        os.kill(1, number)   # the first process of a namespace hears nothing from within
    except OSError:
        pass
print("BROKEN" if signalled else "HELD", signalled)
