# Tries: load programs of its own into Linux, as filters of a socket and of its own calls: translated ones take up a store of
# the whole machine, and without room in it our side could load no filter for the next kernel.
# Exercise: count_params
# Refused: users, landlock
# Lock: seccomp
import ctypes
import socket
import struct

libc = ctypes.CDLL(None, use_errno=True)
allow = ctypes.create_string_buffer(struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000))   # BPF_RET: SECCOMP_RET_ALLOW
program = struct.pack("@HP", 1, ctypes.addressof(allow))
number = {"x86_64": 317}.get(__import__("os").uname().machine, 277)
loaded = []
with socket.socket() as plain:
    for option in (26, 51):   # SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF
        try:
            plain.setsockopt(socket.SOL_SOCKET, option, program)
            loaded.append(option)
        except OSError:
            pass
if libc.syscall(number, 1, 0, program) == 0:
    loaded.append("seccomp")
if libc.prctl(22, 2, program) == 0:
    loaded.append("prctl")
print("BROKEN" if loaded else "HELD", loaded)
