# Tries: write output past Python, on the descriptors, also from a child.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Slow: a program computes for all the time of two cells; exhaustion/output writes without end, too.
# Note: La celda
import subprocess

subprocess.run("yes 15.0", shell=True)
