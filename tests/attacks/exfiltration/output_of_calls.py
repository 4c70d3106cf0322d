# Tries: print hidden arguments while a call runs, by every way out.
# Exercise: count_params
# Ending: wrong
import contextlib
import os
import subprocess
import sys
import warnings


def count_params(*args, **kwargs):
    text = "BROKEN" + repr(args)
    print(text)
    print(text, file=sys.__stderr__)
    warnings.warn(text)
    os.write(1, text.encode())
    os.write(2, text.encode())
    with contextlib.suppress(OSError):   # a wall may allow no child processes
        subprocess.run(["echo", text])
    get_ipython().display_pub.publish({"text/plain": text})
    get_ipython().kernel.session.send(get_ipython().kernel.iopub_socket, "stream", {"name": "stdout", "text": text})
    return -1
