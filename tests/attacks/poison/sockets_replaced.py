# Tries: put other files in the place of the kernel's sockets, which lie in a folder of the host.
# Exercise: count_params
# Lock: run folder
import os
import socket

broken = []
for name in ("k-1", "k-2", "k-6", "files/poison"):
    path = f"/run/kernel/{name}"
    try:
        if os.path.exists(path):
            os.rename(path, path + ".old")
        socket.socket(socket.AF_UNIX).bind(path)
        broken.append(name)
    except OSError:
        pass
try:
    with open("/run/kernel/large", "wb") as file:
        file.write(b"a" * 1000)
    broken.append("large")
except OSError:
    pass
print("BROKEN" if broken else "HELD", broken)
