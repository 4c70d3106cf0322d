# Tries: hundreds of displays with one id, then one large update of it: each of them shows all of it.
# Exercise: count_params
# Ending: no attempt
from IPython.display import display, update_display

for _ in range(400):
    display("a", display_id="d")
update_display("a" * 1_000_000, display_id="d")
