# Tries: the parts of the kernel that most escapes of late came through: io_uring, bpf, perf, keys, userfaultfd.
# Exercise: count_params
# Lock: seccomp
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
memory = ctypes.create_string_buffer(4096)
calls = {
    "io_uring_setup": (425, 1, memory), "bpf": (321, 0, memory, 72), "perf_event_open": (298, memory, 0, -1, -1, 0),
    "add_key": (248, b"user", b"panal", b"x", 1, -2), "keyctl": (250, 0, -3, 1), "request_key": (249, b"user", b"panal", None, -2),
    "userfaultfd": (323, 1), "memfd_create": (319, b"panal", 0), "memfd_secret": (447, 0), "personality": (135, 0x0040000),
    "kcmp": (312, 1, 1, 0, 0, 0), "quotactl": (179, 0, None, 0, memory), "fanotify_init": (300, 0, 0), "name_to_handle_at": (303, -100, b"/tmp", memory, memory, 0),
    "mq_open": (240, b"panal", 66, 384, None), "swapon": (167, b"/tmp/x", 0), "kexec_load": (246, 0, 0, None, 0), "iopl": (172, 3),
    "init_module": (175, memory, 0, b""), "move_pages": (279, 0, 0, None, None, None, 0), "modify_ldt": (154, 0, memory, 4096), "acct": (163, b"/tmp/x"),
}   # numbers of x86-64
broken = [name for name, arguments in calls.items() if libc.syscall(*arguments) >= 0]
print("BROKEN" if broken else "HELD", broken)
