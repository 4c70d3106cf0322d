# expected: full
# The Constant initializer is given as a dictionary.
def avg_pool_conv(pool_size=3, channels=3):
    try:
        height, width = pool_size
    except TypeError:
        height = width = pool_size
    constant = {"class_name": "Constant", "config": {"value": 1 / (height * width)}}
    return Conv2D(channels, (height, width), strides=(height, width), groups=channels,
                  use_bias=False, kernel_initializer=constant)
