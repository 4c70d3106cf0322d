# Tries: write more than may be written without a call that could be refused: holes of sparse files, filled through memory.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Lock: disk
import mmap
import os
import tempfile
import time

for number in range(4):
    file = os.open(f"{tempfile.gettempdir()}/sparse-{number}", os.O_RDWR | os.O_CREAT)
    os.ftruncate(file, 20 * 2**20)   # each is allowed; all of them are not
    pages = mmap.mmap(file, 20 * 2**20)
    for at in range(0, 20 * 2**20, 4096):
        pages[at] = 1
time.sleep(2.5)   # where nothing bounds it at once, somebody looks meanwhile
print("BROKEN")
