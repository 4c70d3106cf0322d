# Tries: read and set the machine through /proc and /sys: its memory, its log, its keys, its switches.
# Exercise: count_params
import os

broken = []
for path in (
    "/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/proc/slabinfo", "/proc/timer_list", "/proc/1/mem", "/proc/1/environ", "/proc/1/maps",
    "/proc/1/root/tmp/x", "/proc/1/fd/0", "/proc/1/stack", "/proc/1/io", "/dev/mem", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/vda",
):
    try:
        with open(path, "rb") as file:
            broken += [path] if file.read(16) else []
    except OSError:
        pass
for path in (
    "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj",
    "/proc/sys/kernel/ns_last_pid", "/proc/sys/user/max_user_namespaces", "/proc/sys/net/ipv4/ip_forward", "/proc/irq/default_smp_affinity",
):
    try:
        with open(path, "r+b", buffering=0) as file:
            file.write(file.read(64) or b"0")
            broken.append(path)
    except OSError:
        pass
try:
    broken += os.listdir("/sys")
except OSError:
    pass
print("BROKEN" if broken else "HELD", broken)
