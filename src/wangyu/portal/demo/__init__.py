"""The demo province 云梦省: invented universities, people and figures, made from a seed.

Everything goes in through the ops that people use, at the times they would have used them, so the
log, receipts, notices and search index of the demo are real ones.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction

from wangyu.institutions.orgs.queries import province_root
from wangyu.portal.demo import evaluation, festival, land, people, rounds

SEED = 7


class NotEmptyError(Exception):
    """There is a real province here; a demo is never mixed into it."""


def build(now: datetime) -> bool:
    """Make the demo province; False if it is there already. Raises NotEmptyError."""
    root = province_root()
    if root is not None and not root.demo:
        raise NotEmptyError(f"这里已有正式的省中心“{root.name}”，演示不能放进来。")
    if root is not None:
        return False
    random = Random(SEED)  # noqa: S311 -- invented figures, the same every time
    with transaction.atomic():
        planted = land.plant(random, now)
        company = people.plant(planted, random, land.founding_day(now))
        papers = rounds.play(planted, company, random, now)
        festival.play(planted, company, random, now)
        evaluation.play(planted, company, papers, random, now)
    return True
