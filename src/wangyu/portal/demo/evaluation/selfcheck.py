"""The demo's universities check themselves: answers, papers, submission, signature."""

from __future__ import annotations

from datetime import datetime

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.ops import selfcheck, signing
from wangyu.assessment.evaluation.queries.sheet import KIND, sheet_of
from wangyu.base.core.roles import Role
from wangyu.portal.demo.evaluation.stage import DAY, Stage
from wangyu.records.evidence import ops as evidence

PROOF = "report"
WORDS = "演示：按年度工作要点推进，材料见佐证。"


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
    for answer in Answer.objects.filter(member=member, indicator__in=lacking).order_by("pk"):
        evidence.attach(
            file=paper, kind=KIND, subject_id=answer.pk, actor=reporter, now=now, note="第 1 页"
        )
