# Tries: open a port or an abstract name of the machine, on which others would find the attacker in place of a server.
# Exercise: count_params
# Next: nothing listens.
import socket

kept = []
for family, address in ((socket.AF_INET, ("127.0.0.1", 47113)), (socket.AF_INET6, ("::1", 47113)), (socket.AF_UNIX, "\0panal-taken")):
    try:
        server = socket.socket(family)
        server.bind(address)
        server.listen()
        kept.append(server)
    except OSError:
        pass
print("HELD")
#%% next
import socket

reached = []
for family, address in ((socket.AF_INET, ("127.0.0.1", 47113)), (socket.AF_INET6, ("::1", 47113)), (socket.AF_UNIX, "\0panal-taken")):
    try:
        socket.socket(family).connect(address)
        reached.append(address)
    except OSError:
        pass
print("BROKEN" if reached else "HELD", reached)
