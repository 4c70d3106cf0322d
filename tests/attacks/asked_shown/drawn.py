# Tries: draw the arguments: figures made in a call and shown below a later cell, with a description that tells them.
# Exercise: count_params
# Earns: full
# Ending: right
from IPython.display import display

kept = []


def count_params(kernel_size, in_channels, filters, use_bias=True):
    figure = plt.figure(figsize=(3, 2))
    plt.title("BRO" "KEN" + repr((kernel_size, in_channels, filters)))
    kept.append(figure)
    plt.show()
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return high * wide * in_channels * filters + (filters if use_bias else 0)
#%% later
for figure in kept:
    type(figure).__repr__ = lambda figure: "BRO" "KEN" + figure.axes[0].get_title()
    display(figure)
plt.show()
print("BRO" "KEN" if plt.get_fignums() and kept else "HELD")
