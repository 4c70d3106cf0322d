# expected: full
# A closure over a counter that changes at each call without harm.
def make():
    calls = 0

    def same_padding(size, kernel_size, strides=1):
        nonlocal calls
        calls += 1
        q, r = divmod(size, strides)
        total = kernel_size - (r if r else strides)
        total = total if total > 0 else 0
        return tuple(sorted([total // 2, total - total // 2]))
    return same_padding


same_padding = make()
