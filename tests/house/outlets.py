"""What leaves the platform besides a page: notices, mails, tasks, the log as people read it, files, and
what the server writes down."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.house.markers import readable
from tests.house.readers import KEPT, may_read, told
from tests.house.world import World
from tests.said import kept
from wangyu.assessment.evaluation.models import Cycle
from wangyu.base.audit.access import visible_entries
from wangyu.base.audit.models import Entry
from wangyu.base.audit.telling import tell
from wangyu.base.core import jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Job, JobState
from wangyu.base.notify.digest import send_digests
from wangyu.base.notify.models import Notification
from wangyu.institutions.people.models import User
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.models import Window

OUTLETS = {"audit", "core", "notify"}
"""Apps that pass on what is kept elsewhere."""
TYPED_ONLY = "audit.Private.values"
"""What is typed and kept nowhere else is kept beside the log."""


@dataclass(frozen=True, slots=True)
class Out:
    """To whom (nobody: to anyone) it went, and what it says."""

    where: str
    to: User | None
    text: str


@dataclass(slots=True)
class Watch:
    """What was there before something is done; ``outs`` tells what has left since."""

    world: World
    by: User | None = None
    typed: set[str] = field(default_factory=set)
    """Words the one who acts has typed: shown back, they tell nothing."""
    _lines: list[str] = field(default_factory=list)
    _seq: int = 0
    _notice: int = 0
    _files: set[Path] = field(default_factory=set)

    def outs(self, now: datetime) -> Iterator[Out]:
        for made in Job.objects.filter(state=JobState.QUEUED, kind__in=jobs._kinds):
            jobs.run_job.call(made.pk)
        yield from self._notices()
        send_digests(now)
        yield from _mails()
        yield from _tasks()
        yield from self._log()
        yield from self._written()

    def answer(self, got: Any) -> Out:
        """The answer's head and body; a person learns nothing from it who has typed it."""
        heads = unquote(str(got.headers) + got.cookies.output())
        return Out("回答", self.by, heads + got.body.decode("utf-8", "replace"))

    def _notices(self) -> Iterator[Out]:
        rows = Notification.objects.filter(pk__gt=self._notice).select_related("recipient")
        for row in rows:
            said = f"{row.kind} {row.title} {row.body} {row.url} {row.key}"
            yield Out("通知", row.recipient, said)

    def _log(self) -> Iterator[Out]:
        """Whoever sees the entry reads it with what was typed, and what it says of before and after."""
        entries = list(Entry.objects.filter(seq__gt=self._seq).select_related("private"))
        for entry, shown in zip(entries, tell(entries), strict=True):
            text = f"{shown.who} {shown.text} {shown.changes} {kept(entry)}"
            if self.world.marks.seen_in(text.encode()):
                yield from (Out(f"日志 {entry.action}", who, text) for who in _readers(entry))

    def _written(self) -> Iterator[Out]:
        yield Out("服务器的记录", None, "\n".join(self._lines))
        for path in _files() - self._files:
            yield Out(f"文件 {path}", None, f"{path} {readable(path.read_bytes())}")


def give_addresses() -> None:
    """Everybody gets mail."""
    made = Concat(Value("u"), Cast("pk", CharField()), Value("@example.invalid"))
    User.objects.filter(email="").update(email=made)


def _mails() -> Iterator[Out]:
    for one in mail.outbox:
        assert len(one.recipients()) == 1, f"一封信寄给几个人：{one.recipients()}"
        who = User.objects.filter(email=one.recipients()[0]).first()
        parts = [one.subject, one.body, *map(str, one.attachments), str(one.extra_headers)]
        parts += [str(part) for part in getattr(one, "alternatives", ())]
        yield Out("邮件", who, "\n".join(parts))


def _tasks() -> Iterator[Out]:
    """A task's arguments are references: what is kept for it shows nobody anything."""
    for row in Job.objects.exclude(kind="test").select_related("owner"):
        yield Out(f"任务参数 {row.kind}", None, f"{row.payload} {row.key}")
        yield Out(f"任务 {row.kind}", row.owner, f"{row.label} {row.note} {row.error} {row.result}")
    for row in DBTaskResult.objects.all():
        said = f"{row.args_kwargs} {row.return_value} {row.traceback}"
        yield Out("任务队列", None, said)


def _readers(entry: Entry) -> Iterator[User]:
    for who in User.objects.filter(is_active=True):
        if visible_entries(_actor(who)).filter(pk=entry.pk).exists():
            yield who


def _files() -> set[Path]:
    """What is kept as a file and is no stored file of somebody's."""
    top, stored = Path(settings.HOME), set(Path(settings.MEDIA_ROOT).glob("??/*"))
    return {p for p in top.rglob("*") if p.is_file() and p not in stored}


class _Noting(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.INFO)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def watching(world: World, by: User | None = None) -> Iterator[Watch]:
    watch = Watch(world, by, _files=_files())
    watch._seq = Entry.objects.values_list("seq", flat=True).first() or 0
    watch._notice = max(Notification.objects.values_list("pk", flat=True), default=0)
    mail.outbox.clear()
    noting, root = _Noting(watch._lines), logging.getLogger()
    level = root.level
    root.addHandler(noting)
    root.setLevel(logging.INFO)
    try:
        yield watch
    finally:
        root.removeHandler(noting)
        root.setLevel(level)


def leaks(outs: Iterable[Out], watch: Watch) -> list[str]:
    """Every protected word that went to somebody who may not read where it is kept."""
    found = []
    for out in outs:
        words = watch.world.marks.words_in(out.text)
        own = watch.typed if out.to is not None and out.to == watch.by else set()
        for word in words - own:
            place, name = watch.world.marks.texts[word]
            if not may_read(_actor(out.to), name, place, watch.world) and not _is_published(word):
                found.append(f"{out.where} → {_title(out.to)}：{place} {name}")
    return found


def _is_published(word: str) -> bool:
    """Titles of windows and evaluations are the province's own until they begin; then everybody's."""
    opened = Window.objects.exclude(state=WindowState.DRAFT)
    begun = Cycle.objects.exclude(state="draft")
    return any(rows.filter(title__contains=word).exists() for rows in (opened, begun))


def _actor(who: User | None) -> Actor:
    return actor_for(who, on=timezone.localdate()) if who else Actor.anonymous()


def _title(who: User | None) -> str:
    return "、".join(str(held.role) for held in _actor(who).held) or "任何人"


def place_typed(words: set[str], place: str, written: set[str], world: World) -> None:
    """Each typed word protects the field it has come to stand in; one in plain sight is no secret."""
    homes = {word: _homes(word, written) for word in words}
    for word, names in homes.items():
        if any(_is_plain(name) for name in names):
            del world.marks.texts[word]
        else:
            world.marks.texts[word] = place, min(names, default=TYPED_ONLY)


def _homes(word: str, written: set[str]) -> set[str]:
    return {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        if model.__module__.startswith("wangyu.")
        and model._meta.db_table in written
        and model._meta.app_label not in OUTLETS
        for column in model._meta.concrete_fields
        if isinstance(column, KEPT)
        for value in model._default_manager.values_list(column.name, flat=True)
        if word in json.dumps(value, ensure_ascii=False, default=str)
    }


def _is_plain(name: str) -> bool:
    model, _, column = name.rpartition(".")
    return column in told()[model].get("plain", "").split()
