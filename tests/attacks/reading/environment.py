# Tries: read the operator's environment: this process', its parents', and what was there when they began.
# Exercise: count_params
# Lock: environment
import glob
import os

texts = [repr(os.environb)]
for path in ("/proc/self/environ", *glob.glob("/proc/[0-9]*/environ"), *glob.glob("/proc/self/task/*/environ")):
    try:
        texts.append(repr(open(path, "rb").read()))
    except OSError:
        pass
print("BROKEN" if any("secreto-de-la-docente" in text for text in texts) else "HELD")
