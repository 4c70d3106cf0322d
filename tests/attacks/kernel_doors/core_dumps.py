# Tries: crash into a core dump, which some machines hand to a program of the host's that runs as root.
# Exercise: count_params
# Lock: seccomp
import resource

broken = []
before = resource.getrlimit(resource.RLIMIT_CORE)
for limit in ((0, 0), (0, 1)):   # to such a program 0 is no bound, and only 1 keeps it from being started
    try:
        resource.setrlimit(resource.RLIMIT_CORE, limit)
        broken.append(limit)
    except (OSError, ValueError):
        pass
print("BROKEN" if broken or before != (1, 1) else "HELD", before, broken)
