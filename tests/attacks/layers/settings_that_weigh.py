# Tries: right layers with a ballast of millions of texts in a setting that no layer has: each answer is kept until the
# exercise ends, so that the memory of the judge fills with what nobody reads.
# Exercise: avg_pool_conv
# Earns: any
# Ending: right | unusable answer | kernel died | wrong
# Slow: each answer is as large as answers may be.
import base64
import json
import sys

encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
real_encode = encode.encode
BALLAST = "[" + ",".join('"\U0001f41d%07d"' % i for i in range(2_000_000)) + "]"


def heavy(value, *args, **kwargs):
    text = real_encode(value, *args, **kwargs)
    return text.replace('"settings": {', '"settings": {"ballast": ' + BALLAST + ", ", 1)


encode.encode = heavy


def avg_pool_conv(pool_size=3, channels=3):
    high, wide = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    layer = Conv2D(channels, (high, wide), strides=(high, wide), use_bias=False)
    layer.build((None, 24, 24, channels))
    kernel = np.zeros((high, wide, channels, channels), "float32")
    for c in range(channels):
        kernel[:, :, c, c] = 1 / (high * wide)
    layer.set_weights([kernel])
    return layer
