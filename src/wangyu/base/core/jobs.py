"""Long work: started once for a key, taken up again when its worker dies, in effect exactly once.

A job's function does the slow part and returns the *effect*: a function that makes the writes. The
effect runs in one transaction together with marking the job done, and that mark is fenced by the
attempt's number — so of two workers that believe the job is theirs only one takes effect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_tasks import task

from wangyu.base.core.access import Actor, NotVisible
from wangyu.base.core.models import Job, JobState
from wangyu.base.core.roles import Role

LEASE = timedelta(seconds=60)
Effect = Callable[[], dict[str, Any]]
log = logging.getLogger(__name__)


class JobError(Exception):
    """The work cannot be done; carries the sentence its owner reads."""


class _Fenced(Exception):  # noqa: N818 -- another attempt owns the job now
    pass


@dataclass(frozen=True, slots=True)
class JobContext:
    job_id: int
    attempt: int
    owner_id: int | None

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Show how far the work is, and keep the lease."""
        self._mine().update(
            done=done, total=total, note=note[:200], lease_until=timezone.now() + LEASE
        )

    def _mine(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job_id, attempt=self.attempt, state=JobState.RUNNING)


Run = Callable[[JobContext, dict[str, Any]], Effect]
_kinds: dict[str, tuple[str, Run]] = {}


def job(kind: str, *, label: str) -> Callable[[Run], Run]:
    """Register the function that does jobs of ``kind``."""

    def register(run: Run) -> Run:
        _kinds[kind] = (label, run)
        return run

    return register


def start(kind: str, *, actor: Actor, payload: dict[str, Any], key: str, now: datetime) -> Job:
    """Queue a job; while one with the same key is unfinished, that one is returned."""
    unfinished = Job.objects.filter(key=key, state__in=[JobState.QUEUED, JobState.RUNNING])
    if found := unfinished.first():
        return found
    try:
        with transaction.atomic():
            made = Job.objects.create(
                kind=kind, label=_kinds[kind][0], key=key, owner_id=actor.user_id,
                payload=payload, created_at=now,
            )  # fmt: skip
    except IntegrityError:
        return unfinished.get()
    transaction.on_commit(lambda: run_job.enqueue(made.pk))
    return made


@task()
def run_job(job_id: int) -> None:
    """One attempt at a job. Safe to call twice: a job is claimed by changing its attempt."""
    claimed = _claim(job_id, timezone.now())
    if claimed is None:
        return
    context = JobContext(claimed.pk, claimed.attempt, claimed.owner_id)
    try:
        effect = _kinds[claimed.kind][1](context, claimed.payload)
        with transaction.atomic():
            result = effect()
            finished = context._mine().update(  # noqa: SLF001 -- the context is this module's own
                state=JobState.DONE, result=result, finished_at=timezone.now()
            )
            _require_ours(finished)
    except _Fenced:
        log.warning("job %s attempt %s was overtaken", job_id, context.attempt)
    except JobError as error:
        _fail(context, str(error))
    except Exception:
        log.exception("job %s failed", job_id)
        _fail(context, "任务中途出错，没有产生任何改动。请重试；如仍不行，请联系系统管理员。")


def _require_ours(finished: int) -> None:
    if not finished:
        raise _Fenced


def _claim(job_id: int, now: datetime) -> Job | None:
    """Take a queued job, or one whose worker has been silent past its lease."""
    free = models.Q(state=JobState.QUEUED) | models.Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING, attempt=models.F("attempt") + 1, lease_until=now + LEASE
    )
    return Job.objects.get(pk=job_id) if taken else None


def _fail(context: JobContext, sentence: str) -> None:
    context._mine().update(  # noqa: SLF001 -- the context is this module's own
        state=JobState.FAILED, error=sentence[:500], finished_at=timezone.now()
    )


def take_up_again(now: datetime) -> int:
    """Queue anew the jobs whose worker died. Returns how many."""
    silent = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    lost = Job.objects.filter(state=JobState.QUEUED, created_at__lt=now - LEASE)
    pks = [*silent.values_list("pk", flat=True), *lost.values_list("pk", flat=True)]
    for pk in pks:
        run_job.enqueue(pk)
    return len(pks)


def visible_jobs(actor: Actor) -> models.QuerySet[Job]:
    if actor.has({Role.SYSTEM_ADMIN}):
        return Job.objects.all()
    return Job.objects.filter(owner_id=actor.user_id) if actor.user_id else Job.objects.none()


def access_job(actor: Actor, job_id: int) -> Job:
    """Own jobs only (all for the system administrator)."""
    found = visible_jobs(actor).filter(pk=job_id).first()
    if found is None:
        raise NotVisible
    return found
