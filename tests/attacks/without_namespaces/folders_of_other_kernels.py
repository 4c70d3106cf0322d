# Tries: find the folder of another kernel from one's own: list what is above it, open logs and lists there, the sockets
# of others, and take the place of one's own.
# Exercise: count_params
import os
from pathlib import Path

home, found = Path(os.environ["HOME"]), []
for up in list(home.parents)[:-1]:
    try:
        names = set(os.listdir(up)) - {home.name, "student", "tmp", "files"}
        if "panal-" in str(up) and names:
            found.append((str(up), sorted(names)[:5]))
    except OSError:
        pass
scratch = [up for up in home.parents if up.name.startswith("panal-")]
for up in scratch:
    for name in ("log", "view.json", ".panal-lock", "run", "run/attempt"):
        try:
            os.close(os.open(up / name, os.O_RDONLY))
            found.append(name)
        except OSError:
            pass
for name in ("k-1", "k-2", "files", "tmp"):
    for folder in [home.parent] if scratch else []:
        for attempt in (
            lambda: os.unlink(folder / name),
            lambda: os.rename(folder / name, home / "moved"),
            lambda: os.rename(home, folder / "elsewhere"),
            lambda: os.mkdir(folder / "new"),
        ):
            try:
                attempt()
                found.append(f"{name} of our own")
            except OSError:
                pass
print("BROKEN" if found else "HELD", found)
