# Tries: hold a name among the abstract sockets, which belong to no folder, for the next kernel to meet.
# Exercise: count_params
# Refused: users, landlock
# Next: an abstract name.
import os
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("\0panal-poison")
server.listen()
if os.fork() == 0:
    os.setsid()
    import time

    time.sleep(60)
    os._exit(0)
print("HELD")
#%% next
import socket

try:
    client = socket.socket(socket.AF_UNIX)
    print("HELD" if client.connect_ex("\0panal-poison") else "BROKEN")
except PermissionError:
    print("HELD")
