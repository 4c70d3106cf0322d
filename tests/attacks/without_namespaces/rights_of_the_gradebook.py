# Tries: change the rights, owner, times and attributes of the gradebook, and of its folder.
# Exercise: count_params
import os
import shutil

def look(path):
    try:
        found = os.stat(path)
        return found.st_mode, found.st_uid, found.st_mtime
    except OSError:
        return None

paths = [f"{HOST}/gradebook.db", HOST, f"{HOST}/folder"]
before = {path: look(path) for path in paths}
for path in paths:
    for attempt in (
        lambda: os.chmod(path, 0),
        lambda: os.chmod(path, 0o777, follow_symlinks=True),
        lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o777),
        lambda: os.chmod(f"/proc/self/fd/{os.open(path, os.O_PATH)}", 0o777),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.lchown(path, os.getuid(), -1),
        lambda: os.utime(path, (1, 1)),
        lambda: os.utime(path),
        lambda: os.utime(os.open(path, os.O_RDONLY), (1, 1)),
        lambda: os.setxattr(path, "user.mine", b"1"),
        lambda: os.removexattr(path, "user.mine"),
        lambda: shutil.copystat(__file__ if "__file__" in globals() else ".", path),
    ):
        try:
            attempt()
        except OSError:
            pass
changed = [path for path in paths if look(path) != before[path]]
print("BROKEN" if changed else "HELD", changed)
