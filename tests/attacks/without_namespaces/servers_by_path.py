# Tries: talk to a server that has a path, as Docker and the log of a machine have, by stream and by datagram, with a socket
# of one's own, with one of a pair, from its folder.
# Exercise: count_params
import os
import socket

reached = []
def attempt(name, what):
    try:
        what()
        reached.append(name)
    except OSError:
        pass

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    for file in ("docker.sock", "log"):
        path = f"{HOST}/{file}"
        attempt(f"connect {kind} {file}", lambda: socket.socket(socket.AF_UNIX, kind).connect(path))
        attempt(f"send {kind} {file}", lambda: socket.socket(socket.AF_UNIX, kind).sendto(b"x", path))
        attempt(f"pair {kind} {file}", lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b"x", path))
        attempt(f"again {kind} {file}", lambda: socket.socketpair(socket.AF_UNIX, kind)[0].connect(path))
here = os.getcwd()
try:
    os.chdir(HOST)
    attempt("beside it", lambda: socket.socket(socket.AF_UNIX).connect("docker.sock"))
except OSError:
    pass
finally:
    os.chdir(here)
print("BROKEN" if reached else "HELD", reached)
