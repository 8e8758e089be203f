"""Ways to write about evaluations, a file for each room (see ../writing.py)."""

from tests.house.evaluating.checks import CHECKS
from tests.house.evaluating.concluding import CONCLUDING
from tests.house.evaluating.cycles import CYCLES
from tests.house.evaluating.draws import DRAWS
from tests.house.evaluating.mending import MENDING
from tests.house.evaluating.panels import PANELS
from tests.house.evaluating.schemes import SCHEMES
from tests.house.evaluating.selfcheck import SELF_CHECKS
from tests.house.evaluating.visits import VISITS

EVALUATING = [
    *CHECKS, *CONCLUDING, *CYCLES, *DRAWS, *MENDING, *PANELS, *SCHEMES, *SELF_CHECKS, *VISITS,
]  # fmt: skip
