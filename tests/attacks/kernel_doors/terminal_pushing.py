# Tries: push characters into a terminal that somebody else reads from.
# Exercise: count_params
# Refused: users, landlock
# Lock: seccomp
import fcntl
import os
import pty
import termios

broken = []
_, ours = pty.openpty()
for path in ("/dev/tty", "/dev/console", os.ttyname(ours)):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        if path.startswith("/dev/pts"):
            if os.fork() == 0:
                os.setsid()
                fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)
                try:
                    fcntl.ioctl(descriptor, termios.TIOCSTI, b"x")
                    os._exit(0)
                except OSError as error:
                    os._exit(1 if error.errno == 1 else 0)
            if os.wait()[1] == 0:
                broken.append(path)
        else:
            broken.append(path)
    except OSError:
        pass
print("BROKEN" if broken else "HELD", broken)
