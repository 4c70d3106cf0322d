# Tries: leave processes that are stopped, in sessions of their own, deaf to every signal, and that start each other again.
# Exercise: count_params
# Refused: landlock
# Next: nothing.
import os
import signal
import time

for number in range(6):
    if os.fork() == 0:
        os.setsid()
        for name in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            try:
                signal.signal(name, signal.SIG_IGN)
            except OSError:
                pass
        if number % 2:
            os.kill(os.getpid(), signal.SIGSTOP)
        while True:   # each lives for a moment, and its child goes on
            if os.fork():
                os._exit(0)
            time.sleep(0.2)
print("HELD")
