# Tries: reach a server that listens on the host's loopback.
# Exercise: count_params
# Refused: users, landlock
# Lock: network
import socket

greeting = b""
for line in open("/proc/net/tcp").readlines()[1:]:
    address, state = line.split()[1], line.split()[3]
    if state == "0A":
        with socket.socket() as client:
            client.settimeout(0.3)
            try:
                client.connect(("127.0.0.1", int(address.split(":")[1], 16)))
                greeting += client.recv(100)
            except OSError:
                pass
print("BROKEN" if b"panal host" in greeting else "HELD")
