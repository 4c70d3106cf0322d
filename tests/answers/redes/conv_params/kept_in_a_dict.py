# expected: zero
# Both answers in one dict of another name.
answers = {"conv_params": 3754, "answer_translation": "b"}
