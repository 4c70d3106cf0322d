# Tries: leave a thread, a timer and a child behind that print the arguments while later cells run.
# Exercise: count_params
# Earns: full
# Ending: right
import contextlib
import subprocess
import threading
import time

started = []


def say(text):
    for _ in range(10):
        time.sleep(0.1)
        print(text, flush=True)


OWN = [((5, 5), 3, 3), (3, 1, 8), ((1, 7), 4, 2)]   # what the notebook itself asks


def count_params(kernel_size, in_channels, filters, use_bias=True):
    text = ("HELD" if (kernel_size, in_channels, filters) in OWN else "BRO" "KEN") + repr((kernel_size, in_channels, filters))
    if not started:
        started.append(threading.Thread(target=say, args=(text,), daemon=True))
        started[0].start()
        threading.Timer(0.3, print, [text]).start()
        with contextlib.suppress(OSError):   # a wall may allow no child processes
            subprocess.Popen(["sh", "-c", f"for n in 1 2 3 4; do sleep 0.2; echo '{text}'; done"])
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return high * wide * in_channels * filters + (filters if use_bias else 0)
#%% later
import time

time.sleep(0.6)
print("HELD")
