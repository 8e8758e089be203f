"""Three years of reporting: two finished, one in the middle of its work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db.models import QuerySet

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.periods import Period
from wangyu.portal.demo.figures import Strength, agree, figures
from wangyu.portal.demo.land import Land
from wangyu.portal.demo.papers import PROVES, Papers
from wangyu.portal.demo.people import Company
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import File
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Sheet, Window

PROGRESS = (
    *("verified",) * 7, *("signed",) * 4, *("submitted",) * 3, *("returned",) * 2,
    *("half",) * 4, *("untouched",) * 4,
)  # fmt: skip
"""How far the schools are in the open round."""
PROVEN_YEARS = 2
"""For how many of the last years the schools kept their papers here."""
DAY = timedelta(days=1)
RETURN_REASON = "专职人员数与名单不一致，请核对后重新上报。"


@dataclass(slots=True)
class Stage:
    """Everybody and everything the rounds play with."""

    land: Land
    company: Company
    papers: dict[int, dict[str, File]]
    strengths: list[Strength]
    random: Random


def play(
    land: Land, company: Company, random: Random, now: datetime
) -> dict[int, dict[str, File]]:  # fmt: skip
    """The papers of every school by key, which later prove other things too."""
    papers = Papers()
    long_ago = now - 900 * DAY
    kept = {
        org.pk: papers.keep(org, company.by_school[org.pk][Role.UNIVERSITY_REPORTER], long_ago)
        for org in land.universities
    }
    strengths = [
        Strength(random.uniform(0.25, 1.0), random.uniform(0.02, 0.1)) for _ in land.schools
    ]
    stage = Stage(land, company, kept, strengths, random)
    everything = list(catalogue(settings.PACK).items)
    last = now.year - 1
    _finished(stage, last - 2, everything, now - 640 * DAY)
    _finished(stage, last - 1, everything, now - 270 * DAY)
    _open(stage, last, everything, now)
    return kept


def _window(
    stage: Stage, year: int, keys: Iterable[str], opens_at: datetime, due_at: datetime
) -> Window:
    officer, province = stage.company.officer, stage.land.province
    facts = ops.WindowFacts(
        title=f"{year}年度网络思想政治工作情况填报", period_key=f"Y{year}", opens_at=opens_at,
        due_at=due_at, grace_minutes=30, note="演示：数字为虚构。年末状况可沿用上期，确认即可。",
    )  # fmt: skip
    window = ops.create_window(
        owner=province, pack=settings.PACK, facts=facts, items=dict.fromkeys(keys, "ask"),
        actor=officer, now=opens_at,
    )  # fmt: skip
    _, known = ops.draft_cost(window)
    if known:
        ops.cite_known_items(window=window, actor=officer, now=opens_at)
    ops.open_window(window=window, actor=officer, now=opens_at)
    window.refresh_from_db()
    return window


def _sheets(window: Window) -> QuerySet[Sheet]:
    """In the order in which the schools were planted."""
    rows = Sheet.objects.filter(window=window).select_related("organisation", "window")
    return rows.order_by("organisation__path")


def _finished(stage: Stage, year: int, keys: Iterable[str], opens_at: datetime) -> None:
    due_at = (opens_at + 30 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
    window = _window(stage, year, keys, opens_at, due_at)
    for number, sheet in enumerate(_sheets(window)):
        _carry(stage, sheet, number, "verified", opens_at + (5 + number % 20) * DAY)
    ops.close_window(window=window, actor=stage.company.officer, now=due_at + 20 * DAY)


def _open(stage: Stage, year: int, keys: Iterable[str], now: datetime) -> None:
    due_at = (now + 12 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
    window = _window(stage, year, keys, now - 20 * DAY, due_at)
    progress = stage.random.sample(PROGRESS, len(PROGRESS))
    for number, sheet in enumerate(_sheets(window)):
        _carry(stage, sheet, number, progress[number], now - (18 - number % 15) * DAY)


def _carry(stage: Stage, sheet: Sheet, number: int, until: str, now: datetime) -> None:
    """Take one sheet as far as it has come."""
    if until == "untouched":
        return
    acting = stage.company.by_school[sheet.organisation_id]
    reporter, leader = acting[Role.UNIVERSITY_REPORTER], acting[Role.UNIVERSITY_LEADER]
    _fill(stage, sheet, number, reporter, now, half=until == "half")
    if until == "half":
        return
    if Period.parse(sheet.window.period_key).year > stage.land.this_year - PROVEN_YEARS - 1:
        _prove(sheet, stage.papers[sheet.organisation_id], reporter, now)
    ops.submit(sheet=sheet, actor=reporter, now=now + DAY / 4)
    if until == "submitted":
        return
    ops.sign(sheet=sheet, actor=leader, now=now + DAY / 2)
    if until == "verified":
        ops.verify(sheet=sheet, actor=stage.company.officer, now=now + DAY)
    if until == "returned":
        wrong = {"full_time_staff": "报 0 人以外请附名单"}
        ops.return_sheet(
            sheet=sheet, reason=RETURN_REASON, actor=stage.company.officer, now=now + DAY,
            item_reasons=wrong,
        )  # fmt: skip


def _fill(
    stage: Stage, sheet: Sheet, number: int, reporter: Actor, now: datetime, *, half: bool
) -> None:
    year = Period.parse(sheet.window.period_key).year
    school, strength = stage.land.schools[number], stage.strengths[number]
    values = figures(school, strength, stage.land.this_year - 1 - year, stage.random)
    asked = list(queries.form_of(sheet.window).asked)
    keys = asked[: len(asked) // 2] if half else asked
    known = queries.figures_of(sheet.window).get(sheet.organisation_id, {})
    told = agree(values | {key: value for key, (value, _) in known.items() if value is not None})
    cells = [CellValue(sheet.organisation_id, key, told[key]) for key in keys]
    ops.apply_cells(
        window=sheet.window,
        cells=cells,
        file_name=f"{year}年度填报表.xlsx",
        actor=reporter,
        now=now,
    )


def _prove(sheet: Sheet, papers: Mapping[str, File], reporter: Actor, now: datetime) -> None:
    form = queries.form_of(sheet.window)
    for key, paper in PROVES.items():
        if key not in form.asked:
            continue
        entry = ops.entry_for_evidence(sheet=sheet, key=key, actor=reporter, now=now)
        evidence.attach(
            file=papers[paper], kind="ledger.entry", subject_id=entry.pk, actor=reporter, now=now
        )
