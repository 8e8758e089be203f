"""What calls offer the desk, the menu, search and the store of files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls import access, ops, queries
from wangyu.activities.calls.access import recommending, reviewing
from wangyu.activities.calls.models import Call, Roll
from wangyu.activities.calls.ops import pieces
from wangyu.activities.calls.ops.showing import start_copying
from wangyu.activities.calls.queries import rolls, screening
from wangyu.activities.calls.queries.reviewing import TO_DO, panelist_names, review_names, wanting
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.ports import (
    AgendaItem,
    Destination,
    Document,
    KeptFiles,
    Naming,
    NavItem,
    agenda,
    destinations,
    documents,
    kept_files,
    naming,
    navigation,
    rounds,
)

MINUTES_A_REVIEW = 10
TO_MEND = {"returned": "补正", "completing": "补齐", "revising": "修改"}


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """One's own works that wait for oneself."""
    if not actor.is_signed_in:
        return
    mine = access.visible_entries(actor).filter(entrant_id=actor.user_id)
    for entry in mine.filter(state__in=ops.EDITABLE).select_related("call")[:10]:
        verb = TO_MEND.get(entry.state, "填写")
        url = reverse("calls:form", args=[entry.pk])
        due = entry.complete_by or entry.call.due_at
        yield AgendaItem(f"{verb}作品“{entry}”", url, due, 20, entry.call.title)


def choosing(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """What departments, universities and their leaders have to do so that a roll is in time."""
    if not actor.has(recommending.LOOKERS | {Role.UNIVERSITY_LEADER}):
        return
    for call in queries.running():
        yield from _looks(actor, call)
        for roll in recommending.own_rolls(actor, call):
            yield from _of_roll(actor, call, roll)


def _looks(actor: Actor, call: Call) -> Iterable[AgendaItem]:
    if waiting := recommending.to_look_at(actor, call).count():
        url = reverse("calls:looking", args=[call.pk])
        yield AgendaItem(f"初审 {waiting} 件作品", url, call.due_at, 3 * waiting, call.title)


def _to_complete(call: Call, roll: Roll, url: str) -> Iterable[AgendaItem]:
    """The entrant completes it; the university answers for it."""
    due = rolls.completing(call, roll.organisation)
    if due:
        yield AgendaItem(f"{len(due)} 件作品等作者补齐", url, min(due), 5, call.title, tone="warn")


def _of_roll(actor: Actor, call: Call, roll: Roll) -> Iterable[AgendaItem]:
    url = reverse("calls:roll", args=[call.pk, roll.organisation_id])
    if recommending.chooses(actor, roll):
        yield from _to_complete(call, roll, url)
    if roll.state == "collecting" and recommending.chooses(actor, roll):
        tallies = rolls.tallies(call, roll.organisation)
        open_, chosen = sum(one.open for one in tallies), sum(one.chosen for one in tallies)
        if open_ or chosen:
            what = f"遴选 {open_} 件作品" if open_ else f"开始公示推荐的 {chosen} 件作品"
            yield AgendaItem(what, url, rolls.latest_notice(call, roll), 20, call.title)
    if roll.state == "noticed" and actor.has({Role.UNIVERSITY_LEADER}, roll.organisation.path):
        until = roll.notice_until or call.due_at
        note = f"{call.title}，公示到 {show_time(until)}"
        yield AgendaItem("签发推荐名单", url, queries.deadline(call, roll), 5, note)


def screening_of(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """What the province has to decide of works that universities handed over."""
    if not actor.is_province:
        return
    for call in queries.running():
        if not access.keeps(actor, call):
            continue
        found = screening.progress(call, now)
        url = reverse("calls:screen", args=[call.pk])
        if waiting := found["ready"] + found["doubt"] + found["bad"]:
            told = f"{call.title}，其中 {found['doubt']} 件待人工认定"
            yield AgendaItem(f"形式审查 {waiting} 件作品", url, None, 2 * waiting, told)
        if found["overdue"]:
            late = f"{url}?stage=overdue"
            yield AgendaItem(
                f"{found['overdue']} 件作品补齐已逾期", late, None, 5, call.title, tone="bad"
            )


def to_decide(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Of the province's calls: objections to answer, results to give out, meetings to hold."""
    kept = access.visible_calls(actor).filter(state__in=("deciding", "publicized"))
    for call in kept if actor.has(PROVINCE_STAFF) else ():
        if not access.keeps(actor, call):
            continue
        if call.state == "deciding":
            url = reverse("calls:meeting", args=[call.pk])
            yield AgendaItem(f"为“{call.title}”定级", url, None, 120)
        elif waiting := call.objections.filter(answered_at=None).count():
            url = reverse("calls:objections", args=[call.pk])
            yield AgendaItem(
                f"答复 {waiting} 条异议", url, call.notice_until, 30, call.title, "warn"
            )
        elif call.notice_until and now > call.notice_until:
            url = reverse("calls:call", args=[call.pk])
            yield AgendaItem(f"公布“{call.title}”的结果", url, None, 5, "公示已经期满")


def to_review(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """What is left to review, by number: no title of a work stands on the desk."""
    mine = reviewing.visible_my_reviews(actor).filter(
        state__in=TO_DO, entry__state="in_review", entry__call__state="review"
    )
    left: dict[tuple[str, datetime | None], int] = {}
    for title, due in mine.values_list("entry__call__title", "entry__call__review_due_at"):
        left[title, due] = left.get((title, due), 0) + 1
    for (title, due), count in sorted(left.items(), key=lambda one: one[0][0]):
        url, tone = reverse("calls:my_reviews"), "bad" if due and now > due else "info"
        minutes = count * MINUTES_A_REVIEW
        yield AgendaItem(f"评审 {count} 件作品", url, due, minutes, title, tone=tone)


def to_refill(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """Reviewers have left: the province finds others."""
    if not actor.is_province:
        return
    for call in access.visible_calls(actor).filter(state="review"):
        gaps = wanting(call, queries.rules_of(call).reviews).count()
        if gaps and access.keeps(actor, call):
            url = reverse("calls:progress", args=[call.pk])
            yield AgendaItem(f"为 {gaps} 件作品补派评委", url, None, 5, call.title, "warn")


def _documents() -> Iterable[Document]:
    for call in Call.objects.exclude(state="draft"):
        yield ops.document(call)


def _admit(actor: Actor, entry_id: int) -> int:
    return access.access_own_entry(actor, entry_id).organisation_id


def _page(entry_id: int, _: int | None) -> str:
    return reverse("calls:form", args=[entry_id])


agenda.add("calls", todo)
agenda.add("calls.rolls", choosing)
agenda.add("calls.screening", screening_of)
agenda.add("calls.deciding", to_decide)
agenda.add("calls.refill", to_refill)
agenda.add("calls.review", to_review)
destinations.add(
    access.WORK, Destination(_admit, pieces.check_announced, pieces.receive_piece, _page)
)
documents.add("calls", _documents)
rounds.add("calls.show", start_copying)
naming.add("calls.call", Naming("征集", queries.call_titles))
naming.add("calls.roll", Naming("推荐", rolls.roll_titles))
naming.add("calls.entry", Naming("作品", queries.entry_titles))
naming.add("calls.panelist", Naming("评委", panelist_names))
naming.add("calls.review", Naming("评审", review_names))
kept_files.add("calls.piece", KeptFiles("calls_piece", "stored_name", "sha256"))
kept_files.add("calls.preview", KeptFiles("calls_piece", "preview_name"))
kept_files.add("calls.shown", KeptFiles("calls_showncopy", "stored_name", "sha256", "piece_id"))
kept_files.add(
    "calls.shown_preview", KeptFiles("calls_showncopy", "preview_name", number="piece_id")
)
kept_files.add("calls.blind", KeptFiles("calls_blindpiece", "stored_name", "sha256"))
kept_files.add("calls.brought", KeptFiles("calls_blindpiece", "brought_name"))
kept_files.add("calls.blind_preview", KeptFiles("calls_blindpiece", "preview_name"))
navigation.add("calls", NavItem("征集", "calls:calls", "certificate", 40, lambda _: True))
navigation.add("calls.gallery", NavItem("作品展播", "calls:gallery", "eye", 42, lambda _: True))
navigation.add(
    "calls.entries",
    NavItem("作品", "calls:entries", "book", 41, lambda a: a.is_signed_in),
)
navigation.add(
    "calls.reviews",
    NavItem("评审", "calls:my_reviews", "list-check", 42, lambda a: a.has({Role.REVIEWER})),
)
