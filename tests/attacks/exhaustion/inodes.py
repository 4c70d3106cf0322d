# Tries: millions of empty files.
# Exercise: count_params
# Lock: disk
made = 0
try:
    for number in range(30_000):
        open(f"/tmp/{number}", "w").close()
        made += 1
except OSError:
    pass
print("BROKEN" if made >= 30_000 else "HELD", made)
