# expected: zero
# The cell holds nothing but an import.
import itertools
