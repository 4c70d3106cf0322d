# Tries: hold the gradebook and the files of the course locked, so that nobody can write to them.
# Exercise: count_params
import fcntl
import os

held = []
for path in (f"{HOST}/gradebook.db", f"{HOST}/folder", HOST, f"{HOST}/pipe"):
    for flags in (os.O_RDONLY | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK, os.O_RDWR | os.O_NONBLOCK, 3 | os.O_NONBLOCK, os.O_PATH):
        for lock in (fcntl.flock, fcntl.lockf):
            try:
                lock(os.open(path, flags), fcntl.LOCK_EX | fcntl.LOCK_NB)
                held.append((path, flags))
            except OSError:
                pass
print("BROKEN" if held else "HELD", held)
