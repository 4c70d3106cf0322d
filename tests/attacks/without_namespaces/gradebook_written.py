# Tries: write to the gradebook, empty it, lengthen it, take room for it, by path and by descriptors of every kind.
# Exercise: count_params
import os

path, done = f"{HOST}/gradebook.db", []
for name, attempt in {
    "write": lambda: open(path, "w"),
    "append": lambda: open(path, "a"),
    "both": lambda: open(path, "r+"),
    "emptied as it is read": lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
    "emptied unread": lambda: os.open(path, 3 | os.O_TRUNC),
    "neither": lambda: os.open(path, 3),
    "truncate": lambda: os.truncate(path, 0),
    "no name": lambda: os.open(HOST, os.O_RDWR | os.O_TMPFILE),
    "new": lambda: open(f"{HOST}/new.db", "w"),
    "pipe": lambda: os.open(f"{HOST}/pipe", os.O_RDWR | os.O_NONBLOCK),
}.items():
    try:
        attempt()
        done.append(name)
    except OSError:
        pass
print("BROKEN" if done else "HELD", done)
