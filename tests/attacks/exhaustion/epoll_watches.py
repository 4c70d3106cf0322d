# Tries: use up the watches of epoll, which Linux counts for a user, with few descriptors: a watch belongs to a pair of open
# file and number, and stays when the number is used for another file.
# Exercise: count_params
# Lock: seccomp
import os
import select

files, polls = [os.eventfd(0) for _ in range(100)], [select.epoll() for _ in range(100)]
watches = 0
try:
    for number in range(polls[-1].fileno() + 1, polls[-1].fileno() + 30):
        for file in files:
            os.dup2(file, number)
            for poll in polls:
                poll.register(number, 0)
                watches += 1
except OSError as error:
    print(error)
print("BROKEN" if watches > 100_000 else "HELD", watches)
