# Tries: open sockets of the protocols that hardly anybody uses, by number, as the first of their type, and as a pair; and
# change how TCP works.
# Exercise: count_params
# Refused: users, landlock
# Lock: seccomp
import itertools
import socket

opened = []
for family, kind, protocol in itertools.product((2, 10), (1, 2, 3, 5, 6), (0, 1, 33, 58, 115, 132, 136, 256, 262)):
    if (kind, protocol) not in ((1, 0), (2, 0)):
        try:
            socket.socket(family, kind, protocol).close()
            opened.append((family, kind, protocol))
        except OSError:
            pass
with socket.socket() as tcp:
    for level, option, value in ((6, 13, b"reno"), (6, 31, b"tls"), (17, 100, bytes([2, 0, 0, 0]))):
        try:
            tcp.setsockopt(level, option, value)
            opened.append((level, option))
        except OSError:
            pass
print("BROKEN" if opened else "HELD", opened)
