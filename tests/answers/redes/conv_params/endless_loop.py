# expected: zero
# A loop without end before anything is assigned.
total = 0
while True:
    total += 3754
conv_params = total
answer_translation = "b"
