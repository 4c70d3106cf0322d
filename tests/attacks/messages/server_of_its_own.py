# Tries: cut the connections and take the next ones itself, to greet as a server that speaks an old protocol, a broken one or
# none: whoever connects must not fall over what answers.
# Exercise: notebook
# Slow: each greeting takes its time; messages/garbage_on_the_wire speaks to the same socket.
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(16) + b"\x00" + bytes(31)
GREETINGS = [
    b"\x01\x00", b"\xff" + b"\x00" * 7 + b"\x01\x7f\x00", b"\xff" + b"\xff" * 8 + b"\x7f\x01", b"\x00" * 64, b"\xff" * 64,
    b"\xff" + bytes(8) + b"\x7f\x03\x01CURVE" + bytes(15) + b"\x01" + bytes(31), b"\xff" + bytes(8) + b"\x7f\x09\x09" + b"A" * 52,
    b"\xff" + bytes(8) + b"\x7f\x03\x00PLAIN" + bytes(15) + b"\x01" + bytes(31),
    GREETING + b"\x04\x06\x05READY", GREETING + b"\x04\x0b\x05READY\xff\x00\x00\x00", GREETING + b"\x04\x20\x05READY\x0bSocket-Type\xff\xff\xff\xff" + b"P" * 9,
    GREETING + b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03PUB" + b"\x02" + b"\xff" * 8, GREETING + b"\x06" + b"\xff" * 8,
    GREETING + b"\x04\x08\x05ERROR\xff\x00", GREETING + b"\x00\x05READY", GREETING + b"\x04\x00",
]
SERVE = """
import os, socket, stat, threading, time

def greet(listener):
    while True:
        try:
            end, _ = listener.accept()
            end.sendall(%r)
            time.sleep(0.05)
            end.close()
        except OSError:
            time.sleep(0.01)

ends = []
for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            end = socket.socket(fileno=os.dup(int(name)))
            if end.family == socket.AF_UNIX:
                ends.append(end)
    except OSError:
        pass
for end in ends:
    if end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        for _ in range(4):
            threading.Thread(target=greet, args=(end,), daemon=True).start()
for end in ends:
    try:
        end.shutdown(socket.SHUT_RDWR) if not end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) else None
    except OSError:
        pass
time.sleep(0.5)
os._exit(0)
"""


def notebook(nb):
    import copy
    import os

    some = 1 if os.environ.get("PANAL_SOAK") else 4   # each loses a kernel
    for number, greeting in list(enumerate(GREETINGS))[::some]:
        cell = copy.deepcopy(nb.cells[0])
        cell.metadata, cell.source, cell.id = {}, SERVE % greeting, f"server-{number}"
        nb.cells.insert(1 + 2 * (number % 7), cell)
