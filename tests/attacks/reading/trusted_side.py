# Tries: find the course, the graders, the gradebook or the engine anywhere in the file system.
# Exercise: count_params
import os

WANTED = ("graders", "gradebook.db", "nbgrader_config.py", "submitted", "autograded", "grading.py", "judge", "release", "test_count_params.py")
found = []
for top in ("/", "/home", "/root", "/work", "/srv", "/mnt", "/opt", "/var", "/tmp", "/run", "/panal", "/panal/..", "/proc/self/cwd/..", "/proc/1/root"):
    try:
        found += [os.path.join(top, name) for name in os.listdir(top) if name in WANTED]
    except OSError:
        pass


def opens(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1))
    except OSError:
        return False


seen = os.path.exists if os.path.exists("/panal") else opens   # without mounts, what is closed is there all the same
for path in ("/course", "/etc/shadow", "/etc/passwd", "/etc/hostname", "/root/.ssh", "/var/lib", "/run/docker.sock", "/run/dbus", "/sys/kernel"):
    if seen(path):
        found.append(path)
print("BROKEN" if found else "HELD", found)
