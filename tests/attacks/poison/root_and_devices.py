# Tries: leave files in the root and in /dev, which are memory that is made once for many kernels.
# Exercise: count_params
# Lock: read-only root + landlock + own uid
import os

broken = False
for folder in ("/", "/dev", "/home", "/run", "/panal", "/venv"):
    try:
        with open(os.path.join(folder, "poison"), "w") as file:
            file.write("here")
        broken = True
    except OSError:
        pass
print("BROKEN" if broken else "HELD")
#%% next
import os

print("BROKEN" if os.path.exists("/poison") or os.path.exists("/dev/poison") else "HELD")
