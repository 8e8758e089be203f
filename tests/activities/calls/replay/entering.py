"""What universities hand in: works of every track within the rules, and what the rules turn away."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from tests.activities.calls.replay.people import Province, School
from tests.activities.calls.test_blinding import docx
from tests.base.core.files.hostile import build
from wangyu.activities.calls import ops
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.logic.likeness import likeness_of
from wangyu.activities.calls.models import Call, Contributor, Entry
from wangyu.activities.calls.queries import rules_of
from wangyu.base.core.access import Actor
from wangyu.base.core.files import BadFileError
from wangyu.base.lib.dates import SHANGHAI

OPENS = datetime(2025, 5, 21, tzinfo=SHANGHAI)
DUE = datetime(2025, 9, 15, 23, 59, 59, tzinfo=SHANGHAI)
ENTERED = datetime(2025, 6, 10, 9, tzinfo=SHANGHAI)
LATE = DUE + timedelta(hours=2)
YEAR = timedelta(days=365)
SEEN_BEFORE = "三年前参加过的作品"
CROWDED = 12
"""So many universities enter three works of one track, each of another: one more than the quota."""
serial = itertools.count(1)


@dataclass(slots=True)
class Told:
    """What was refused, in the words people read."""

    sentences: list[str] = field(default_factory=list)

    def of(self, kind: type[Exception], do, **given) -> None:
        try:
            do(**given)
        except kind as error:
            found = getattr(error, "problems", [])
            self.sentences += [one.sentence for one in found] or [str(error)]
        else:
            raise AssertionError(f"{do.__name__} was not refused")

    def has(self, words: str) -> bool:
        return any(words in one for one in self.sentences)


def film(seconds: int = 90) -> bytes:
    return build.mp4(told=seconds, played=seconds, samples=1, data=64 + next(serial))


def picture() -> bytes:
    return build.picture("JPEG", (320, 240))


FILES = {
    "film": (film, "mp4"), "work": (picture, "jpg"), "lesson": (film, "mp4"),
    "text": (lambda: docx(f"第 {next(serial)} 篇正文"), "docx"),
    "sound": (lambda: build.mp3(40 + next(serial)), "mp3"),
}  # fmt: skip
MORE = {"theme": "网络", "ai_use": "用它校对了字幕"}
SUBTYPES = {"light": "微视频", "voices": "原创"}


def actor_for(school: School, call: Call, track: str) -> Actor:
    entrant = rules_of(call).track(track).entrant
    return school.student if entrant == "student" else school.teacher


def write(
    call: Call, track: str, actor: Actor, now: datetime, *, title: str = "", **more: str
) -> Entry:
    """A work with all its words, without a file."""
    entry = ops.begin_entry(call=call, track=track, actor=actor, now=now)
    asked = {one.key for one in rules_of(call).fields_of(track)}
    answers = {"summary": "讲身边人的一件小事", "published_on": "2025-03-01"} | MORE | more
    typed = ops.Typed(
        title or f"回放作品第 {next(serial)} 号", SUBTYPES.get(track, ""),
        {key: text for key, text in answers.items() if key in asked}, may_show=True,
    )  # fmt: skip
    return ops.save_entry(entry=entry, typed=typed, actor=actor, now=now)


def bring(entry: Entry, actor: Actor, now: datetime, *datas: bytes) -> None:
    """The files its first slot needs."""
    edition = rules_of(entry.call)
    slot = next(one.key for one in edition.files_of(entry.track, entry.subtype) if one.fewest)
    make, suffix = FILES[slot]
    for data in datas or (make(),):
        upload = ContentFile(data, f"某某大学的作品.{suffix}")
        ops.add_piece(entry=entry, slot=slot, upload=upload, actor=actor, now=now)


def enter(call: Call, school: School, track: str, now: datetime, **more: str) -> Entry:
    actor = actor_for(school, call, track)
    entry = write(call, track, actor, now, **more)
    bring(entry, actor, now)
    ops.submit_entry(entry=entry, actor=actor, now=now)
    return entry


def everybody(call: Call, province: Province) -> int:
    """Those that give degrees enter two works, the others one; some a third of the same track."""
    tracks = [one.key for one in rules_of(call).tracks]
    turns, count = itertools.cycle(tracks), 0
    for at, school in enumerate(province.schools):
        mine = [next(turns) for _ in range(2 if school.level == "本科" else 1)]
        for track in [tracks[at]] * 3 if at < CROWDED else mine:
            enter(call, school, track, ENTERED, summary=_summary(school, at))
            count += 1
    return count


def _summary(school: School, at: int) -> str:
    """Some say whose they are, as people do."""
    return f"{school.place.name}的一件小事" if at % 20 == 0 else "讲身边人的一件小事"


def turned_away(call: Call, province: Province) -> Told:
    """What the rules of 2025 do not let in, each refused when it comes and not after the deadline."""
    told, now, school = Told(), ENTERED, province.schools[-1]
    student, teacher = school.student, school.teacher
    _too_early(call, student, now, told)
    _wrong_films(call, student, now, told)
    article = write(call, "articles", teacher, now)
    told.of(
        ops.EntryError, ops.add_person, entry=article, part="author", name="第二作者", unit="",
        actor=teacher, now=now,
    )  # fmt: skip
    ops.discard_entry(entry=article, actor=teacher, now=now)
    _twice(call, school, province.schools[-2], now, told)
    told.of(ops.EntryError, ops.begin_entry, call=call, track="articles", actor=student, now=now)
    return told


def _too_early(call: Call, actor: Actor, now: datetime, told: Told) -> None:
    old = write(call, "pictures", actor, now, published_on="2024-01-14")
    bring(old, actor, now)
    told.of(ops.EntryError, ops.submit_entry, entry=old, actor=actor, now=now)
    ops.discard_entry(entry=old, actor=actor, now=now)


def _wrong_films(call: Call, actor: Actor, now: datetime, told: Told) -> None:
    long = write(call, "light", actor, now)
    upload = ContentFile(film(301), "长片.mp4")
    told.of(
        ops.EntryError, ops.add_piece, entry=long, slot="film", upload=upload, actor=actor, now=now
    )
    upload = ContentFile(picture(), "改了名的.mp4")
    told.of(
        BadFileError, ops.add_piece, entry=long, slot="film", upload=upload, actor=actor, now=now
    )
    typed = ops.Typed(long.title, "系列短视频", long.answers, may_show=True)
    series = ops.save_entry(entry=long, typed=typed, actor=actor, now=now)
    bring(series, actor, now, film(90), film(91))
    told.of(ops.EntryError, ops.submit_entry, entry=series, actor=actor, now=now)
    bring(series, actor, now, film(92))
    ops.submit_entry(entry=series, actor=actor, now=now)


def _twice(call: Call, school: School, other: School, now: datetime, told: Told) -> None:
    """By the same person under the same name, and by another university with the same file."""
    actor, data = school.student, picture()
    first = write(call, "images", actor, now, title="只交一次的作品")
    bring(first, actor, now, data)
    ops.submit_entry(entry=first, actor=actor, now=now)
    again = write(call, "pictures", actor, now, title="只交一次的作品")
    bring(again, actor, now)
    told.of(ops.EntryError, ops.submit_entry, entry=again, actor=actor, now=now)
    ops.discard_entry(entry=again, actor=actor, now=now)
    copied = write(call, "images", other.student, now)
    bring(copied, other.student, now, data)
    told.of(ops.EntryError, ops.submit_entry, entry=copied, actor=other.student, now=now)
    ops.discard_entry(entry=copied, actor=other.student, now=now)


def doubtful(call: Call, province: Province) -> tuple[Entry, Entry]:
    """A work that took part in 2022, and one that comes two hours late: received, and marked."""
    old = SEEN_BEFORE
    before, actor = province.schools[CROWDED + 1], province.schools[CROWDED + 1].student
    earlier = Call.objects.create(
        owner=province.place, kind="both", title="2022年推选", rules=editions()["hunan_2022"].data,
        state="released", opens_at=OPENS - 3 * YEAR, due_at=OPENS - 2 * YEAR, changed_at=OPENS,
        created_at=OPENS,
    )  # fmt: skip
    there = Entry.objects.create(
        call=earlier, track="words", organisation=before.place, entrant_id=actor.user_id, title=old,
        state="not_awarded", revision=1, begun_at=earlier.opens_at, saved_at=earlier.opens_at,
        submitted_at=earlier.opens_at, likeness=likeness_of(old),
    )  # fmt: skip
    Contributor.objects.create(entry=there, part="author", position=1, name=actor.name)
    seen = enter(call, before, "words", ENTERED, title=old)
    return seen, enter(call, province.schools[CROWDED + 2], "voices", LATE)
