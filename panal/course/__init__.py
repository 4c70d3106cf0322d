"""The door to nbgrader: configuration, gradebook, releases. Nothing else of panal imports
it.
"""

import warnings

# nbgrader 0.9 adds rows in an order that SQLAlchemy 2 warns of, three times for each submission;
# nothing is lost by it.
warnings.filterwarnings("ignore", message="Object of type", module=r"nbgrader\.api")
