# Tries: trace the process that grades, copy from its memory, take its descriptors, compare its things.
# Exercise: count_params
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
x86 = os.uname().machine == "x86_64"
room = ctypes.create_string_buffer(64)
piece = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)
there = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)   # the same place in both, or nothing
calls = {
    "seize": (101 if x86 else 117, 0x4206, GRADER, 0, 0),
    "read": (310 if x86 else 270, GRADER, piece, 1, there, 1, 0),
    "compare": (312 if x86 else 272, GRADER, GRADER, 0, 0, 0),
    "robust list": (274 if x86 else 100, GRADER, room, ctypes.byref(room, 8)),
    "pages": (279 if x86 else 239, GRADER, 0, None, None, None, 0),
}
done = [name for name, call in calls.items() if libc.syscall(*call) >= 0]
try:
    handle = os.pidfd_open(GRADER)
    if any(libc.syscall(438, handle, number, 0) >= 0 for number in range(10)):   # pidfd_getfd
        done.append("descriptor")
    if libc.syscall(440, handle, there, 1, 20, 0) >= 0:   # process_madvise
        done.append("advice")
except OSError:
    pass
print("BROKEN" if done else "HELD", done)
