# Tries: update a display of an earlier cell from within a call, and later from a cell.
# Exercise: count_params
# Earns: full
# Ending: right
from IPython.display import display, update_display

early = display("HELD", display_id=True)
display("HELD", display_id="mine")
asked = []
OWN = [((5, 5), 3, 3), (3, 1, 8), ((1, 7), 4, 2)]   # what the notebook itself asks


def count_params(kernel_size, in_channels, filters, use_bias=True):
    text = ("HELD" if (kernel_size, in_channels, filters) in OWN else "BRO" "KEN") + repr((kernel_size, in_channels, filters))
    asked.append(text)
    early.update(text)
    update_display(text, display_id="mine")
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return high * wide * in_channels * filters + (filters if use_bias else 0)
#%% later
for text in asked:
    early.update(text)
    update_display(text, display_id="mine")
print("HELD")
