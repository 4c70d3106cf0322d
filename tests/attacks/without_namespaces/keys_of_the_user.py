# Tries: find, read and add keys in the rings of the user and of the session, which Linux keeps for a user.
# Exercise: count_params
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
add, request, control = (248, 249, 250) if os.uname().machine == "x86_64" else (217, 218, 219)
done = []
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(control, 0, ring, 1) >= 0:
        done.append(f"ring {ring}")
    if libc.syscall(add, b"user", b"panal", b"mine", 4, ring) >= 0:
        done.append(f"key in {ring}")
if libc.syscall(request, b"user", b"panal", None, 0) >= 0:
    done.append("found")
print("BROKEN" if done else "HELD", done)
