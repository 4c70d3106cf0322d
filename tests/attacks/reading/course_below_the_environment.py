# Tries: read a course that lies below a folder which is mounted for its libraries.
# Exercise: count_params
# Lock: masks
import importlib.util
import os
import sys

found = []
for folder in sys.path:
    path = os.path.join(folder, "nbgrader")   # the test says that this is the course
    if os.path.isdir(path):
        found += os.listdir(path)
print("BROKEN" if found or importlib.util.find_spec("nbgrader.api.Gradebook".partition(".")[0] + ".api") else "HELD", found) if found else print("HELD")
