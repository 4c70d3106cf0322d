# expected: full
# Global variables hide max, min, sum and round.
# alone: it changes what the cells after it see
max, min, sum = 600, 5, 2
round = abs = None
print(max, min, sum)


def same_padding(size, kernel_size, strides=1):
    global sum
    sum = kernel_size - (size % strides or strides)
    if sum < 0:
        sum = 0
    return sum // 2, sum - sum // 2
