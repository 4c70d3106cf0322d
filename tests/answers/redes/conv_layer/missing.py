# expected: zero
# The cell holds nothing but a comment.
# pendiente: preguntar por el sesgo
