# Tries: put links to graders, answers and other people's folders in the place of the data, which someone else may read.
# Assignment: redes
# Exercise: scores_by_class
# Next: a link in the place of `insects.npz`.
# Slow: see what README.md says of `redes`.
import os

TARGETS = ("/course", "/proc/1/root", "/proc/self/root/../graders", "../../graders/redes/test_build_cnn.py", "/dev/zero", "/etc/shadow")
reached = []
for target in TARGETS:
    os.path.lexists("insects.npz") and os.unlink("insects.npz")
    os.symlink(target, "insects.npz")
    for path in ("insects.npz/graders/redes", "insects.npz/test_build_cnn.py"):
        if os.path.exists(path):
            reached.append(path)
print("BRO" "KEN" if reached else "HELD")
#%% next
import os

print("BRO" "KEN" if os.path.islink("insects.npz") else "HELD")
