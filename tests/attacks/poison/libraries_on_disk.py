# Tries: write into the libraries that the next kernel imports, and through open files, links and remounts.
# Exercise: count_params
import os
import sys

broken = []
for module in (np, os, sys.modules["encodings"], get_ipython().__class__.__mro__[0]):
    path = getattr(module, "__file__", None) or sys.modules[module.__module__].__file__
    for mode in (os.O_WRONLY, os.O_RDWR | os.O_APPEND, os.O_WRONLY | os.O_TRUNC):
        for way in (path, "/proc/self/root" + path):
            try:
                os.close(os.open(way, mode))
                broken.append(path)
            except OSError:
                pass
    for change in (lambda: os.chmod(path, 0o777), lambda: os.rename(path, path + "x"), lambda: os.unlink(path), lambda: os.utime(path)):
        before = os.stat(path)
        try:
            change()
            if os.stat(path)[:9] != before[:9]:   # not all that seems to work is done
                broken.append(path)
        except FileNotFoundError:
            broken.append(path)
        except OSError:
            pass
print("BROKEN" if broken else "HELD", broken)
