# Tries: write one file without end, also in the home folder and in shared memory.
# Exercise: count_params
# Limit: disk_bytes = 500 * 2**20
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = 0
for path in ("/tmp/large", os.path.expanduser("~/large"), "/dev/shm/large"):
    try:
        with open(path, "wb") as file:
            for _ in range(100):
                file.write(b"a" * 2**20)
                most += 2**20
    except OSError:
        pass
print("BROKEN" if most > 80 * 2**20 else "HELD", most)
