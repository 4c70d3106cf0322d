# Tries: a process that leaves its session and its parents and outlives the notebook, to watch the next one.
# Exercise: count_params
# Refused: landlock
# Next: whatever it finds in /tmp.
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3, 100):
            try:
                os.close(descriptor)
            except OSError:
                pass
        for _ in range(600):
            open("/tmp/daemon", "w").write("here")
            time.sleep(0.1)
    os._exit(0)
print("HELD")
#%% next
import os

print("BROKEN" if os.path.exists("/tmp/daemon") else "HELD")
