# Tries: make namespaces of its own, in which it would be root.
# Exercise: count_params
# Refused: landlock
# Lock: seccomp
import ctypes
import os
import subprocess

libc = ctypes.PyDLL(None, use_errno=True)
broken = []
for flag in (0x00000080, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.unshare(flag) == 0 or libc.unshare(flag | 0x10000000) == 0 else 1)
    if os.waitpid(child, 0)[1] == 0:
        broken.append(hex(flag))
    pid = libc.syscall(56, flag | 0x10000000 | 17, 0, 0, 0, 0)   # clone(2), with SIGCHLD
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0x40000000)   # whatever signal it ends with
        broken.append(f"clone {flag:#x}")
for kind in ("user", "mnt", "pid", "net"):
    try:
        if libc.setns(os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0) == 0:
            broken.append(f"setns {kind}")
    except OSError:
        pass
if subprocess.run(["bwrap", "--ro-bind", "/", "/", "true"], capture_output=True).returncode == 0:
    broken.append("bwrap")
print("BROKEN" if broken else "HELD", broken)
