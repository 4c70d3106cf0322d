# Tries: wait for somebody to type, without end.
# Exercise: count_params
# Ending: no attempt
try:
    input("15.0")
except BaseException as error:
    print(type(error).__name__)
