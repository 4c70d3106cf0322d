# Tries: mount, remount and move what the wall is made of, by the old calls and by the new ones.
# Exercise: count_params
import ctypes
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
broken = []
for arguments in ((b"none", b"/", None, 32, None), (b"tmpfs", b"/tmp", b"tmpfs", 0, None), (b"/", b"/tmp", None, 4096, None), (b"proc", b"/proc", b"proc", 0, None)):
    if libc.mount(*arguments) == 0:
        broken.append(arguments)
for target in (b"/tmp", b"/proc", b"/run/panal", b"/run/kernel", b"/"):
    if libc.umount2(target, 2) == 0:
        broken.append(target)
for number in (155, 161, 428, 429, 430, 431, 432, 433, 442):   # pivot_root, chroot, open_tree … mount_setattr
    if libc.syscall(number, b"/", b"/tmp", 0, 0, 0) >= 0:
        broken.append(number)
print("BROKEN" if broken else "HELD", broken)
