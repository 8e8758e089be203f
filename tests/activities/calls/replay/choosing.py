"""Universities choose within their quotas, show it inside, sign; the province examines."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from tests.activities.calls.replay.entering import CROWDED, LATE, SEEN_BEFORE, Told
from tests.activities.calls.replay.people import Province, School
from wangyu.activities.calls.models import Call, Check, Entry, Roll
from wangyu.activities.calls.ops import announcing, choosing, rolls, screening
from wangyu.activities.calls.queries import screening as checks
from wangyu.activities.calls.tasks import blind
from wangyu.base.core.jobs import JobContext
from wangyu.base.lib.dates import SHANGHAI

CHOSEN = datetime(2025, 8, 20, 9, tzinfo=SHANGHAI)
SIGNED = CHOSEN + timedelta(days=8)
SIGNED_LATE = LATE + timedelta(days=8)
EXAMINED = LATE + timedelta(days=12)
LOOKED = "逐件看过，符合要求"


def works_of(call: Call, *states: str, **more: object) -> list[Entry]:
    rows = Entry.objects.filter(call=call, state__in=states, **more)
    return list(rows.select_related("call__owner", "organisation", "unit").order_by("pk"))


def choose(call: Call, province: Province) -> Told:
    """Every university chooses what its quota lets it; who wants a third is told at once."""
    told = Told()
    for at, school in enumerate(province.schools):
        late = at == CROWDED + 2
        now = LATE if late else CHOSEN
        _choose(call, school, now, told, crowded=at < CROWDED)
        _sign(call, school, now, SIGNED_LATE if late else SIGNED, told, hurried=at == 0)
    return told


def _choose(call: Call, school: School, now: datetime, told: Told, *, crowded: bool) -> None:
    said = {"actor": school.officer, "now": now}
    works = works_of(call, "submitted", organisation=school.place)
    choosing.decide(works=works, verb="pass", **said)
    if crowded:
        told.of(choosing.RollError, choosing.decide, works=works, verb="recommend", **said)
        choosing.decide(works=works[:2], verb="recommend", **said)
        told.of(choosing.RollError, choosing.decide, works=works[2:], verb="recommend", **said)
        choosing.decide(works=works[2:], verb="decline", reason="名额已满", **said)
        choosing.order_entry(entry=works[1], up=True, **said)
    else:
        choosing.decide(works=works, verb="recommend", **said)


def _sign(
    call: Call, school: School, now: datetime, signed: datetime, told: Told, *, hurried: bool
) -> None:
    given = {"call": call, "organisation": school.place, "actor": school.officer, "now": now}
    if hurried:
        told.of(rolls.RollError, rolls.notice_roll, days=4, **given)
    roll = rolls.notice_roll(days=5, **given)
    if hurried:
        told.of(rolls.RollError, rolls.sign_roll, roll=roll, actor=school.leader, now=now)
    rolls.sign_roll(roll=roll, actor=school.leader, now=signed)


def examine(call: Call, province: Province) -> Counter[str]:
    """Doubts are ruled once for all that raise them; one work is completed, one is rejected."""
    said = {"actor": province.officer, "now": EXAMINED}
    announcing.close_call(call=call, **said)
    call.refresh_from_db()
    asked: Counter[str] = Counter()
    while doubts := checks.doubts(call):
        first = doubts[0]
        asked[first.sentence] = first.works
        bad = "已有同一作品" in first.sentence
        check = Check.objects.select_related("entry__call").get(pk=first.first)
        screening.rule_check(
            check=check, ruling="bad" if bad else "ok", reason=LOOKED, all_alike=True, **said
        )
    seen = works_of(call, "recommended", title=SEEN_BEFORE)
    screening.screen(works=seen, verb="format_reject", reason="三年前参加过", **said)
    screening.screen(works=works_of(call, "recommended"), verb="format_pass", **said)
    return asked


def signed(call: Call) -> int:
    return Roll.objects.filter(call=call, state="signed").count()


def make_blind(call: Call) -> None:
    blind(JobContext(0, 0, None), {"call": call.pk})
