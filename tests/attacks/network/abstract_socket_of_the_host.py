# Tries: reach a server that listens on an abstract socket of the host, which needs no file.
# Exercise: count_params
# Refused: users, landlock
# Lock: network + landlock
import socket

names = [line.split()[-1] for line in open("/proc/net/unix") if "@panal-host-" in line]
reached = False
for name in set(names):
    with socket.socket(socket.AF_UNIX) as client:
        reached |= client.connect_ex("\0" + name[1:]) == 0
print("BROKEN" if reached else "HELD", names)
