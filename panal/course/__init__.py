"""The door to nbgrader: configuration, gradebook, releases. Nothing else of panal imports nbgrader."""

import warnings

# nbgrader 0.9 adds rows in an order that SQLAlchemy 2 warns of, three times for each submission.
# It does no harm.
warnings.filterwarnings("ignore", message="Object of type", module=r"nbgrader\.api")
