# Tries: rename, remove, link and replace what lies in the course, and make folders, links, pipes and devices there.
# Exercise: count_params
import os
import stat

open("mine", "w").write("mine")
os.mkdir("my folder")
done = []
for name, attempt in {
    "out": lambda: os.rename(f"{HOST}/gradebook.db", "taken"),
    "in": lambda: os.rename("mine", f"{HOST}/gradebook.db"),
    "within": lambda: os.rename(f"{HOST}/gradebook.db", f"{HOST}/away"),
    "replace": lambda: os.replace("mine", f"{HOST}/submitted.ipynb"),
    "remove": lambda: os.unlink(f"{HOST}/submitted.ipynb"),
    "remove a folder": lambda: os.rmdir(f"{HOST}/folder"),
    "move a folder": lambda: os.rename(f"{HOST}/folder", "folder"),
    "folder": lambda: os.mkdir(f"{HOST}/new"),
    "second name": lambda: os.link("mine", f"{HOST}/new"),
    "second name here": lambda: os.link(f"{HOST}/gradebook.db", "theirs"),
    "link": lambda: os.symlink("/etc/passwd", f"{HOST}/new"),
    "pipe": lambda: os.mkfifo(f"{HOST}/new"),
    "device": lambda: os.mknod("device", 0o600 | stat.S_IFBLK, os.makedev(8, 0)),
}.items():
    try:
        attempt()
        done.append(name)
    except OSError:
        pass
print("BROKEN" if done else "HELD", done)
