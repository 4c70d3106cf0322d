# Tries: replace the shell's way to run a cell, so that the cells that follow are this one's.
# Exercise: count_params
# Others: any
# Ending: no attempt
shell = get_ipython()
shell.run_cell_async = shell.run_cell = None
type(shell).run_cell = lambda self, *args, **kwargs: None
