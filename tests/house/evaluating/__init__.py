"""Ways to write about evaluations, a file for each room (see ../writing.py)."""

from tests.house.evaluating.concluding import CONCLUDING
from tests.house.evaluating.cycles import CYCLES
from tests.house.evaluating.mending import MENDING

EVALUATING = [*CYCLES, *CONCLUDING, *MENDING]
