"""The door to nbgrader: configuration, gradebook, releases, feedback. Nothing else of panal imports it."""

import warnings

from sqlalchemy.exc import SAWarning

# nbgrader 0.9 adds rows in an order that SQLAlchemy 2 warns of, three times for each submission; nothing is lost by it.
warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.api")
