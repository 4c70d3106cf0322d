# Tries: fill the disk, in many files.
# Exercise: count_params
# Lock: disk
# Next: a full disk.
written = 0
try:
    for number in range(100):
        with open(f"/tmp/{number}", "wb") as file:
            written += file.write(b"a" * 2**20)
except OSError:
    pass
print("BROKEN" if written > 50 * 2**20 else "HELD", written)
