"""Who grades: workers, as many as there are cores, on one machine (`pool`) or on many (`cluster`)."""
