"""The demo's evaluation: two years looked at by all checks, an interim, a year's commendation.

Everybody does their part by the ops that people use, at the times they would have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random

from wangyu.portal.demo.evaluation import checking, commending, concluding, selfcheck
from wangyu.portal.demo.evaluation.stage import DAY, Stage, hold, members_of, publish_schemes
from wangyu.portal.demo.land import Land
from wangyu.portal.demo.people import Company
from wangyu.records.evidence.models import File

BEGUN = 236
"""How many days ago the universities were asked to check themselves."""
INTERIM = 6
"""How many days ago the interim began that looks at what is still open."""


def play(
    land: Land, company: Company, papers: Mapping[int, Mapping[str, File]], random: Random,
    now: datetime,
) -> None:  # fmt: skip
    stage = Stage(land, company, papers, random)
    begun = now - BEGUN * DAY
    versions = publish_schemes(stage, begun - 10 * DAY)
    round_ = hold(stage, versions["seven_fields"], "two_years", now.year - 2, begun)
    for number, member in enumerate(members_of(round_)):
        selfcheck.check_itself(stage, member, begun + (3 + number % 20) * DAY)
    mutual = checking.check_each_other(stage, round_, begun + 35 * DAY)
    spot = checking.draw_lots(stage, mutual, begun + 60 * DAY)
    checking.visit_drawn(stage, spot, begun + 65 * DAY)
    met = concluding.begin_meeting(stage, spot, begun + 90 * DAY)
    noticed = concluding.decide(stage, met, begun + 90 * DAY)
    concluding.object_and_release(stage, noticed, begun + 94 * DAY)
    concluding.mend(stage, noticed, begun + 110 * DAY)
    hold(
        stage,
        versions["seven_fields"],
        "interim",
        now.year - 1,
        now - INTERIM * DAY,
        follows=noticed,
    )
    commending.commend(stage, versions["five_elements"], now.year - 2, now)
