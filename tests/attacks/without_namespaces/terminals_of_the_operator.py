# Tries: write to, read from and type into a terminal of the machine, and make it one's own.
# Exercise: count_params
import fcntl
import os

done, TIOCSTI, TIOCSCTTY = [], 0x5412, 0x540E
try:
    named = [os.readlink(f"{HOST}/terminal")]
except OSError:
    named = []
for path in [*named, "/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/hvc0"]:
    for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, 3):
        try:
            file = os.open(path, flags | os.O_NONBLOCK)
        except OSError:
            continue
        done.append(path)
        if path not in named:
            continue   # nobody's screen is to show it
        for request, argument in ((TIOCSCTTY, 1), (TIOCSTI, b"x")):
            try:
                fcntl.ioctl(file, request, argument)
            except OSError:
                pass
        try:
            os.write(file, b"echo mine\n")
        except OSError:
            pass
print("BROKEN" if done else "HELD", done)
