# Tries: a chain of processes each of which starts the next and goes, so that whoever walks from parent to child arrives late.
# Exercise: count_params
# Ending: no attempt
# Slow: its processes are counted for a while; exhaustion/fork_bomb makes many, too.
import os

for _ in range(20):
    if os.fork() == 0:
        while True:
            if os.fork():
                sum(range(2000))
                os._exit(0)
while True:
    pass
