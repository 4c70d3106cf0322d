# Tries: take memory that no process has: what lies unread in thousands of sockets.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Note: conexiones
# Limit: sockets = 100000, cell_wall_seconds = 60
import os
import socket
import time

waiting = []
for _ in range(8):
    read, write = os.pipe()
    if os.fork() == 0:
        pairs = [socket.socketpair() for _ in range(100)]
        for one, _ in pairs:
            one.setblocking(False)
            try:
                while one.send(b"a" * 65536):
                    pass
            except OSError:
                pass
        os.write(write, b"+")
        time.sleep(60)
        os._exit(0)
    os.close(write)
    waiting.append(os.read(read, 1))
time.sleep(2.5)   # however busy the machine is, somebody looks meanwhile
print("BROKEN")
