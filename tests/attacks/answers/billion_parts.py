# Tries: twenty levels of lists that hold the next one ten times: a billion numbers from a few objects.
# Exercise: same_padding
# Ending: unusable answer | out of time
# Slow: each call takes all its time.
def same_padding(size, kernel_size, strides=1):
    part = [0] * 10
    for _ in range(12):
        part = [part] * 10
    return part
