# Tries: send descriptors through sockets and never take them out: Linux bounds them for all submissions together, and from
# there on nobody can hand over a descriptor, not even the side that starts the next kernel.
# Exercise: count_params
# Next: nothing.
import os
import socket

pairs, count, nothing = [], 0, os.open("/dev/null", os.O_RDONLY)
try:
    while count < 5000:
        pairs.append(socket.socketpair())
        for _ in range(3):
            socket.send_fds(pairs[-1][0], [b"x"], [nothing] * 250)
            count += 250
except OSError:
    pass
print("BROKEN" if count >= 1024 else "HELD", count)
