# Tries: use or win back a right: capabilities, another user, a set-user-id program, raised limits.
# Exercise: count_params
# Lock: capabilities
import os
import resource
import socket
import subprocess

broken = []
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
# Without mounts, Landlock may have to say alone which files can be opened; nothing else is left.
files = 0 if os.path.exists("/panal") else 0b110
bounding = ["CapBnd"] if files == 0 else []   # an ordinary user keeps that set, from which nothing can be gained
broken += [name for name in ("CapInh", "CapPrm", "CapEff", "CapAmb", *bounding) if int(status[name], 16) & ~files]
if status["NoNewPrivs"].strip() != "1":
    broken.append("status")
for attempt in (
    lambda: os.setuid(os.getuid() + 1), lambda: os.setgroups([0]), lambda: os.chroot("/tmp"), lambda: os.nice(-5),
    lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6)), lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    lambda: os.write(os.open("/proc/self/uid_map", os.O_WRONLY), b"0 0 1"),
    lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"),
):
    try:
        attempt()
        broken.append(attempt.__code__.co_names)
    except OSError:
        pass
    except ValueError:
        pass
for attempt in (
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),   # which may only seem to work
    lambda: subprocess.run(["su", "-c", "id"], stdin=subprocess.DEVNULL, capture_output=True, check=True) and broken.append("su"),
):
    try:
        attempt()
    except (OSError, subprocess.CalledProcessError):
        pass
if os.sched_getscheduler(0) == os.SCHED_FIFO:
    broken.append("scheduler")
print("BROKEN" if broken else "HELD", broken)
