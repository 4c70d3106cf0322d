# Tries: signal a whole group and all processes of the user, harmlessly, to see whether any is there.
# Exercise: count_params
import os
import signal

os.umask(0o077)
reached = []
for number in (EVERYBODY, -GRADER, -os.getppid()):
    try:
        os.kill(number, signal.SIGURG)   # who does not expect it does not notice
        if number != EVERYBODY:
            reached.append(number)
    except OSError:
        pass
try:
    os.setpgid(0, os.getpgid(GRADER))
    reached.append("its group")
except OSError:
    pass
print("BROKEN" if reached else "HELD", reached)
