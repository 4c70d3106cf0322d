# expected: zero
# The cell holds nothing but a comment.
# 3754 y la b
