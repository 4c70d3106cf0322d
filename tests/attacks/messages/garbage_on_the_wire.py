# Tries: write bytes of its own onto the open connections, below ZeroMQ: commands that no peer sends, frames without end,
# reserved flags. A slip of the reader's ZeroMQ would end the whole class.
# Exercise: notebook
SEND = """
import os, socket, stat, struct, time

def command(name, body=b""):
    content = bytes([len(name)]) + name + body
    return b"\\x04" + bytes([len(content)]) + content

for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            with socket.socket(fileno=os.dup(int(name))) as end:
                if end.family == socket.AF_UNIX and not end.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    end.settimeout(0.2)
                    end.sendall(%s)
    except OSError:
        pass
time.sleep(0.2)
"""
GARBAGE = [
    'command(b"PING", b"\\xff\\xff" + b"c" * 200) * 50', 'command(b"PONG", b"x")', 'command(b"ERROR", b"\\xff")',
    'command(b"READY", b"\\xffa")', 'command(b"SUBSCRIBE", b"a") + command(b"CANCEL")', 'command(b"JOIN", b"g") + command(b"LEAVE")',
    'command(b"") + b"\\x04\\x00"', 'b"\\x06" + struct.pack(">Q", 2**63 + 5)', 'b"\\x02" + struct.pack(">Q", 2**64 - 1) + b"a" * 99',
    'b"\\x03" + struct.pack(">Q", 2**62)', 'b"\\xf8\\x01a"', 'b"\\x05\\x01a"', 'b"\\x01\\x00" * 100_000', 'b"\\x00" * 100_001',
    'b"\\xff" * 9999', 'b"\\x07" + b"\\x7f" * 300',
]


def notebook(nb):
    import copy
    import os

    some = 1 if os.environ.get("PANAL_SOAK") else 4   # each loses a kernel
    for number, garbage in list(enumerate(GARBAGE))[::some]:
        cell = copy.deepcopy(nb.cells[0])
        cell.metadata, cell.source, cell.id = {}, SEND % garbage, f"garbage-{number}"
        nb.cells.insert(1 + 2 * (number % 7), cell)
