# Tries: open as many files as a process may in each of many processes.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Note: archivos
# Limit: descriptors = 10**6, cell_wall_seconds = 60
import os
import time

for _ in range(16):
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            while True:
                os.dup(read)
        except OSError:
            pass
        os.write(write, b"+")
        time.sleep(60)
        os._exit(0)
    os.close(write)
    os.read(read, 1)
time.sleep(2.5)   # however busy the machine is, somebody looks meanwhile
print("BROKEN")
