# expected: full
# Computes in a pool of threads.
from concurrent.futures import ThreadPoolExecutor


def count_params(kernel_size, in_channels, filters, use_bias=True):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    with ThreadPoolExecutor(2) as pool:
        weights = pool.submit(lambda: kh * kw * in_channels * filters)
        biases = pool.submit(lambda: filters if use_bias else 0)
        return weights.result() + biases.result()
