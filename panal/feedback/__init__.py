"""What people read about a graded submission. Pages are made from results; nothing of a student's
can act in them.
"""
