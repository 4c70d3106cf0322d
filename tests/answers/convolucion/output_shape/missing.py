# expected: zero
# The cell holds nothing but a comment.
# no sé
