# Tries: leave files in every place that can be written, for the next one to find.
# Exercise: count_params
# Next: files named `poison`.
# Lock: fresh files + own uid
import itertools
import os

left = 0
for top in ("/tmp", "/home", "/dev/shm", "/dev/mqueue", "/run", "/var", "/var/tmp", "/etc", "/panal", "/venv", "/usr", "/proc", "/opt", "/root"):
    for folder, _, _ in itertools.chain([(top, [], [])], itertools.islice(os.walk(top), 100)):
        try:
            with open(os.path.join(folder, "poison"), "w") as file:
                file.write("print('BROKEN')")
            left += 1
        except OSError:
            pass
print("HELD", left)
#%% next
import os

found = [folder for top in ("/tmp", "/home", "/dev/shm", "/run") for folder, _, files in os.walk(top) if "poison" in files]
print("BROKEN" if found else "HELD", found)
