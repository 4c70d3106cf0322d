# Tries: read the gradebook: by its path, from its folder, by links, by the roots of processes, by handles, by descriptors
# that can neither read nor write.
# Exercise: count_params
import ctypes
import os

path, found = f"{HOST}/gradebook.db", []
def attempt(name, what):
    try:
        if "points of everybody" in str(what()):
            found.append(name)
    except OSError:
        pass

def from_its_folder():
    here = os.getcwd()
    try:
        os.chdir(HOST)
        return open("gradebook.db").read()
    finally:
        os.chdir(here)

def by_a_link():
    os.symlink(path, "mine")
    return open("mine").read()

def by_a_second_name():
    os.link(path, "second")
    return open("second").read()

def by_a_handle():
    file = os.open(path, os.O_PATH)
    return open(f"/proc/self/fd/{file}").read()

def by_its_folder():
    folder = os.open(HOST, os.O_PATH | os.O_DIRECTORY)
    return os.read(os.open("gradebook.db", os.O_RDONLY, dir_fd=folder), 100)

def by_copying():
    file = os.open(path, 3)
    return os.read(file, 100)

def by_openat2():
    libc = ctypes.CDLL(None, use_errno=True)
    how = (ctypes.c_uint64 * 3)(0, 0, 0)
    return os.read(libc.syscall(437, -100, path.encode(), how, 24), 100)

attempt("path", lambda: open(path).read())
attempt("root", lambda: open(f"/proc/self/root{path}").read())
attempt("task", lambda: open(f"/proc/thread-self/root{path}").read())
attempt("root of the grader", lambda: open(f"/proc/{GRADER}/root{path}").read())
attempt("map", lambda: __import__("numpy").memmap(path, mode="r").tobytes().decode())
for way in (from_its_folder, by_a_link, by_a_second_name, by_a_handle, by_its_folder, by_copying, by_openat2):
    attempt(way.__name__, way)
print("BROKEN" if found else "HELD", found)
