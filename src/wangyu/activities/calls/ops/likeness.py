"""What works have in common is found by the machine and judged by a person (clause 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wangyu.activities.calls.logic.frames import shared
from wangyu.activities.calls.logic.sameness import alike_pictures, alike_texts
from wangyu.activities.calls.models import Call, Entry, Likeness
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import likeness
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Job

KIND = "calls.likeness"
RULINGS = {"original": "不构成抄袭", "copied": "抄袭或重复"}
PICTURE_SHARE = 64


@dataclass(slots=True)
class Common:
    """What two works share."""

    share: float = 0
    passages: list[dict[str, Any]] = field(default_factory=list)


Pair = tuple[int, int]


@op("calls.likeness.start")
def start_comparing(*, call: Call, actor: Actor, now: datetime) -> Job:
    say(f"开始为征集{named(call)}查重", target=call, org_path=call.owner.path)
    return jobs.start(
        KIND, actor=actor, payload={"call": call.pk}, key=f"{KIND}:{call.pk}", now=now
    )


def found_in(call: Call, entries: Sequence[Entry]) -> dict[Pair, Common]:
    """By (later work of this call, other work). Reads every text; writes nothing."""
    known = [entry.call_id != call.pk for entry in entries]
    texts = [likeness.text_of(entry) for entry in entries]
    found: dict[Pair, Common] = {}
    for one in alike_texts(texts, known, likeness.quoted({entry.call for entry in entries})):
        common = found.setdefault((entries[one.b].pk, entries[one.a].pk), Common())
        common.share = one.share
        common.passages += [{"here": there, "there": here} for here, there in one.passages]
    pictures = likeness.prints_of(entries)
    prints, olds = [made for _, _, made in pictures], [known[number] for number, _, _ in pictures]
    for a, b, apart in alike_pictures(prints, olds):
        (first, given, _), (second, taken, _) = pictures[a], pictures[b]
        if first != second:
            common = found.setdefault((entries[second].pk, entries[first].pk), Common())
            common.share = max(common.share, 1 - apart / PICTURE_SHARE)
            common.passages.append({"picture": taken.pk, "other": given.pk})
    _add_films(found, entries, known)
    return found


def _add_films(found: dict[Pair, Common], entries: Sequence[Entry], known: Sequence[bool]) -> None:
    films = likeness.moments_in(likeness.films_of(entries))
    moments = [made for _, made in films]
    for one in shared(moments, [known[made.work] for made in moments]):
        (given, first), (taken, second) = films[one.a], films[one.b]
        common = found.setdefault((entries[second.work].pk, entries[first.work].pk), Common())
        common.share = max(common.share, one.share)
        common.passages.append(
            {"film": taken.pk, "other": given.pk, "seconds": [[b, a] for a, b in one.seconds]}
        )


@op("calls.likeness.keep")
def keep_likenesses(
    *, call: Call, found: Mapping[Pair, Common], actor: Actor, now: datetime
) -> int:
    """What was found before and is not any more goes, unless somebody has judged it."""
    there = {(one.entry_id, one.other_id): one for one in likeness.likenesses_of(call)}
    gone = [one.pk for pair, one in there.items() if pair not in found and not one.ruling]
    Likeness.objects.filter(pk__in=gone).delete()
    for (entry_id, other_id), common in found.items():
        facts = {"share": common.share, "passages": common.passages, "found_at": now}
        Likeness.objects.update_or_create(entry_id=entry_id, other_id=other_id, defaults=facts)
    text = f"征集{named(call)}查重：{len(found)} 对作品有相同之处"
    say(text, target=call, org_path=call.owner.path)
    return len(found)


@op("calls.likeness.rule")
def rule_likeness(
    *, likeness: Likeness, ruling: str, reason: str, actor: Actor, now: datetime
) -> None:
    """A person says what it is, and why."""
    if not reason.strip():
        raise EntryError("请写明理由：看了哪些段落，为什么这样认定。")
    Likeness.objects.filter(pk=likeness.pk).update(
        ruling=ruling, reason=reason.strip()[:300], ruled_by_id=actor.user_id, ruled_at=now
    )
    entry = likeness.entry
    text = f"{named(entry)}与{named(likeness.other)}的相同之处认定为“{RULINGS[ruling]}”"
    say(text, target=entry, org_path=entry.call.owner.path, private={"理由": reason.strip()})
