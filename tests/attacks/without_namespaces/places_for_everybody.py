# Tries: leave files where everybody may write: temporary folders, locks, queues, mail, the run folder of the user.
# Exercise: count_params
# Next: there are none.
import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/run", "/var/lock", "/var/crash", "/var/mail",
               f"/run/user/{os.getuid()}", "/home", "/root", "/opt", "/srv", "/mnt", "/"):
    try:
        open(f"{folder}/panal-was-here", "w").close()
    except OSError:
        pass
print("HELD")
#%% next
import os

found = [folder for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/run", "/var/lock", "/var/crash",
                               "/var/mail", f"/run/user/{os.getuid()}", "/home", "/root", "/opt", "/srv", "/mnt", "")
         if os.path.lexists(f"{folder}/panal-was-here")]
print("BROKEN" if found else "HELD", found)
