# Tries: calls that no notebook makes: moving pages between pipes (through which read-only files were once written), signals
# as files, rules of Landlock, waiting for several futexes, other ways to be scheduled.
# Exercise: count_params
# Lock: seccomp
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
memory = ctypes.create_string_buffer(4096)
first, second = os.pipe(), os.pipe()
os.write(first[1], b"pages")
calls = {
    "tee": (276, first[0], second[1], 5, 2), "splice": (275, first[0], None, second[1], None, 5, 2),
    "signalfd4": (289, -1, memory, 8, 0), "signalfd": (282, -1, memory, 8), "landlock_create_ruleset": (444, b"\4" + bytes(7), 8, 0),
    "pkey_alloc": (330, 0, 0), "io_pgetevents": (333, 0, 0, 0, None, None, None), "syncfs": (306, 0), "sysfs": (139, 3),
    "sched_setattr": (314, 0, b"\x30" + bytes(47), 0),
}   # numbers of x86-64
broken = []
for name, arguments in calls.items():
    if libc.syscall(*(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)) >= 0:
        broken.append(name)
print("BROKEN" if broken else "HELD", broken)
