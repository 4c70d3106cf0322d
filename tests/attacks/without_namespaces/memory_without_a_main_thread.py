# Tries: have more memory than allowed when the main thread, at which everybody looks, has ended alone.
# Exercise: count_params
# Ending: no attempt
# Note: de memoria
import ctypes
import os
import threading
import time

def greedy():
    time.sleep(0.3)
    kept = []
    for _ in range(60):
        kept.append(bytearray(b"x") * (25 * 2**20))
        time.sleep(0.05)
    open("/dev/full", "w")
    time.sleep(60)

threading.Thread(target=greedy, daemon=True).start()
libc = ctypes.PyDLL(None)
ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)   # exit, of this thread alone
