# Tries: a way out by any interface, route or name.
# Exercise: count_params
# Refused: users, landlock
import socket

reached = []
if [name for _, name in socket.if_nameindex() if name != "lo"]:
    reached.append("interface")
for address in ("192.0.2.1", "10.0.2.2", "172.17.0.1", "169.254.169.254", "255.255.255.255"):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if client.connect_ex((address, 53)) == 0:
            reached.append(address)
try:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        if client.connect_ex(("2001:db8::1", 53)) == 0:
            reached.append("IPv6")
except OSError:
    pass
try:
    socket.getaddrinfo("example.invalid", 80)
    reached.append("name")
except OSError:
    pass
print("BROKEN" if reached else "HELD", reached)
