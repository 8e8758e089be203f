"""Background work to be measured: what a board of every university takes, reckoned anew each time."""

from django_tasks import task

from wangyu.assessment.policy.kinds import pack
from wangyu.assessment.policy.queries import board_lines
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Organisation


@task()
def reckon(period_key: str) -> int:
    universities = list(Organisation.objects.filter(tier=2).values_list("pk", flat=True))
    return len(board_lines(pack(), universities, Period.parse(period_key)))
