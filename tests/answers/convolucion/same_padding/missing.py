# expected: zero
# The cell holds nothing but a comment.
# same_padding
