# Tries: send a byte out of turn (MSG_OOB), a part of Unix sockets through which browsers' walls were left.
# Exercise: count_params
# Refused: users, landlock
# Lock: seccomp
import socket

sent = []
for name in ("send", "sendmsg", "tcp"):
    ours, theirs = socket.socketpair()
    if name == "tcp":
        with socket.create_server(("127.0.0.1", 0)) as server:
            ours = socket.create_connection(server.getsockname())
            theirs = server.accept()[0]
    try:
        if name == "sendmsg":
            ours.sendmsg([b"x"], [], socket.MSG_OOB | socket.MSG_DONTWAIT)
        else:
            ours.send(b"x", socket.MSG_OOB)
        sent.append(name)
    except OSError:
        pass
print("BROKEN" if sent else "HELD", sent)
