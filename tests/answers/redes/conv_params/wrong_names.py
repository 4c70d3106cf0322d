# expected: zero
# The right answers under other names.
convParams = 3754
answerTranslation = "b"
