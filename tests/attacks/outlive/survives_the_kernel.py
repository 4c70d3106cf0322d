# Tries: a child that kills the kernel and takes its place on its sockets.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Note: La celda
# Next: nothing.
import os
import signal
import time

kernel = os.getpid()
if os.fork() == 0:
    os.setsid()
    time.sleep(0.2)
    os.kill(kernel, signal.SIGKILL)
    while True:
        time.sleep(1)
time.sleep(30)
