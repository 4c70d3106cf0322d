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
for path in ("/course", "/etc/shadow", "/etc/passwd", "/etc/hostname", "/root/.ssh", "/var/lib", "/run/docker.sock", "/run/dbus", "/sys/kernel"):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path).close()
        found.append(path)
    except OSError:
        pass
print("BROKEN" if found else "HELD", found)
