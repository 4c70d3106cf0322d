"""panal grades nbgrader assignments with pytest, in sealed Jupyter kernels. It knows nothing of any
assignment.
"""
