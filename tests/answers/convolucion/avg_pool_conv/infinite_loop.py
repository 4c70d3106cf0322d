# expected: zero
# Never ends.
def avg_pool_conv(pool_size=3, channels=3):
    while True:
        pass
