# Tries: calls that are younger than the list of those that are refused.
# Exercise: count_params
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
there = []
for number in range(450, 600):
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) >= 0 or ctypes.get_errno() != errno.ENOSYS:
        there.append(number)
print("BROKEN" if there else "HELD", there)
