"""The demo's evaluation: two years looked at by all three checks, an interim, and what was mended.

Everybody does their part by the ops that people use, at the times they would have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.kinds import charters, schemes
from wangyu.assessment.evaluation.models import Answer, Cycle, Member, Version
from wangyu.assessment.evaluation.ops import cycles, selfcheck, signing
from wangyu.assessment.evaluation.ops.schemes import create_scheme, publish_version
from wangyu.assessment.evaluation.queries.sheet import KIND, sheet_of
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.portal.demo.land import Land
from wangyu.portal.demo.people import Company
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import File

DAY = timedelta(days=1)
BEGUN = 236
"""How many days ago the universities were asked to check themselves."""
PROOF = "report"
WORDS = "演示：按年度工作要点推进，材料见佐证。"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody and everything an evaluation is played with."""

    land: Land
    company: Company
    papers: Mapping[int, Mapping[str, File]]
    random: Random

    def acting(self, member: Member) -> Mapping[Role, Actor]:
        return self.company.by_school[member.organisation_id]


def publish_schemes(stage: Stage, now: datetime) -> dict[str, Version]:
    """Both that the pack ships, as the province publishes them."""
    said: dict[str, Any] = {"actor": stage.company.officer, "now": now}
    found = {}
    for name, data in schemes().items():
        title = f"{data['scheme']['title']}（演示）"
        made = create_scheme(owner=stage.land.province, title=title, data=data, note="演示", **said)
        found[name] = publish_version(version=made, **said)
    return found


def hold(
    stage: Stage, version: Version, kind: str, last_year: int, now: datetime,
    follows: Cycle | None = None,
) -> Cycle:  # fmt: skip
    """A round begins: a month to fill in."""
    charter, province = charters()[kind], stage.land.province
    first = last_year - charter.years + 1
    years = f"{first}—{last_year} 年" if first != last_year else f"{last_year} 年"
    due_at = (now + 30 * DAY).replace(hour=15, minute=59, second=0, microsecond=0)
    facts = cycles.Facts(
        f"云梦省高校网络思想政治工作{years}{charter.title}（演示）", "演示：办法和方案均为示例·非官方。",
        version, first, last_year, due_at, follows,
    )  # fmt: skip
    said: dict[str, Any] = {"actor": stage.company.officer, "now": now}
    made = cycles.create_cycle(owner=province, charter=charter, facts=facts, **said)
    return cycles.begin_cycle(cycle=made, **said)


def check_itself(stage: Stage, member: Member, now: datetime) -> None:
    """A university answers what is asked, proves what has to be proved, submits and signs."""
    acting = stage.acting(member)
    reporter, leader = acting[Role.UNIVERSITY_REPORTER], acting[Role.UNIVERSITY_LEADER]
    leaves = queries.scheme_of(member.cycle.version).leaves
    cells = [
        selfcheck.CellInput(f"{leaf.key}:{place}", str(stage.random.randint(1, 2)))
        for leaf in leaves
        for place in range(len(leaf.asked))
    ]
    cells.append(selfcheck.CellInput(f"{leaves[0].key}:words", WORDS))
    selfcheck.save_cells(member=member, cells=cells, actor=reporter, now=now)
    prove(stage, member, now + DAY / 24)
    signing.submit(member=member, actor=reporter, now=now + DAY / 4)
    signing.sign(member=member, actor=leader, now=now + DAY / 2)


def prove(stage: Stage, member: Member, now: datetime) -> None:
    """What the ledger's own papers do not prove."""
    reporter = stage.acting(member)[Role.UNIVERSITY_REPORTER]
    paper = stage.papers[member.organisation_id][PROOF]
    sheet = sheet_of(member)
    lacking = {end.key.partition(":")[0] for end in sheet.open_ends if "佐证" in end.message}
    for answer in Answer.objects.filter(member=member, indicator__in=lacking):
        evidence.attach(
            file=paper, kind=KIND, subject_id=answer.pk, actor=reporter, now=now, note="第 1 页"
        )


def play(
    land: Land, company: Company, papers: Mapping[int, Mapping[str, File]], random: Random,
    now: datetime,
) -> None:  # fmt: skip
    """Two years evaluated and concluded, and a year's interim that is under way."""
    stage = Stage(land, company, papers, random)
    begun = now - BEGUN * DAY
    versions = publish_schemes(stage, begun - 10 * DAY)
    round_ = hold(stage, versions["seven_fields"], "two_years", now.year - 2, begun)
    members = Member.objects.filter(cycle=round_).select_related(
        "organisation", "cycle__owner", "cycle__version__scheme"
    )
    for number, member in enumerate(members):
        check_itself(stage, member, begun + (3 + number % 20) * DAY)
