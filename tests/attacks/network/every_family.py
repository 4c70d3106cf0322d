# Tries: open a socket of each family, to the machine's hypervisor, radios, kernel crypto, and the network.
# Exercise: count_params
# Lock: seccomp
import socket

opened = []
for family in range(64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for protocol in range(0, 20, 1 if family == 16 else 20):
            try:
                socket.socket(family, kind, protocol).close()
                opened.append((family, int(kind), protocol))
            except OSError:
                pass
allowed = {1, 2, 10}
odd = [one for one in opened if one[0] not in allowed and not (one[0] == 16 and one[2] == 0) or one[0] in (2, 10) and one[1] == 3]
print("BROKEN" if odd else "HELD", odd)
