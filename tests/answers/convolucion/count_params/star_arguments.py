# expected: full
# Takes *args and **kwargs and sorts them out with inspect.
import inspect

_signature = inspect.signature(lambda kernel_size, in_channels, filters, use_bias=True: None)


def count_params(*args, **kwargs):
    bound = _signature.bind(*args, **kwargs)
    bound.apply_defaults()
    k, c, f, b = bound.arguments.values()
    k = (k, k) if isinstance(k, int) else k
    return k[0] * k[1] * c * f + (f if b else 0)
