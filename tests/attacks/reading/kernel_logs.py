# Tries: read what the host's kernel tells: its log, its symbols, its devices, its keys.
# Exercise: count_params
import ctypes
import os

broken = []
for path in ("/dev/kmsg", "/proc/kmsg", "/proc/kcore", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/loop-control"):
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        broken.append(path)
    except OSError:
        pass
if ctypes.CDLL(None).klogctl(3, ctypes.create_string_buffer(4096), 4096) >= 0:
    broken.append("syslog")
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe", "/proc/self/oom_score_adj_"):
    try:
        os.close(os.open(path, os.O_WRONLY))
        broken.append(path)
    except OSError:
        pass
print("BROKEN" if broken else "HELD", broken)
