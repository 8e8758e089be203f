"""Every kind of long work, every round of the worker and every task is listed, and does what its row tells.

Who has a job begun is tried with every deed (test_deeds.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import resolve, reverse
from django.utils import timezone

from tests.house.endpoints import matrix
from tests.house.faults import run, undone
from tests.house.tasks import of_the_code, told, who_may_begin
from tests.house.world import PERSONAS, World
from tests.house.writing import WAYS
from wangyu.activities.calls.models import ShownCopy
from wangyu.base.core import jobs
from wangyu.base.core.models import Job, JobState
from wangyu.base.lib.ports import rounds
from wangyu.base.notify.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
MONTH = timedelta(days=30)
ROOTS = "root@example.invalid"
OUTCOME = "任务的结果九九"
DUE: dict[str, Callable[[], Any]] = {"calls.show": lambda: ShownCopy.objects.all().delete()}
"""What makes that a round has something to do; the others have in the small province as it is."""


def test_everything_done_without_a_request_has_its_row_and_every_row_is_done() -> None:
    assert {kind: set(rows) for kind, rows in told().items()} == of_the_code()


@pytest.fixture(params=told()["jobs"])
def kind(request) -> str:
    return request.param


def owners(kind: str) -> Iterator[str]:
    """Who may have it begun; the worker, for what nobody begins."""
    yield from sorted(who_may_begin(kind)) or [""]


def test_what_came_of_a_job_is_read_by_who_had_it_begun(kind: str, world: World) -> None:
    for owner in owners(kind):
        with undone():
            made = Job.objects.create(
                kind=kind, key=kind, owner=world.people.get(owner), created_at=timezone.now(),
                state=JobState.DONE, label=OUTCOME, note=OUTCOME, result={"text": OUTCOME},
            )  # fmt: skip
            pages = reverse("core:jobs"), reverse("core:job", args=[made.pk])
            for page in pages:
                read = {p for p in PERSONAS if OUTCOME in world.call(p, "GET", page).body.decode()}
                assert read == {owner, "system_admin"} - {""}, page


def test_what_came_of_a_job_leads_where_who_had_it_begun_may_go(kind: str, world: World) -> None:
    row = told()["jobs"][kind]
    for way in (way for way in WAYS if way.endpoint == row["begun"]):
        with undone():
            way.prepare(world)
            world.send(way.persona, "POST", way.url(world), way.fill(world))
            made = Job.objects.filter(kind=kind).latest("pk")
            jobs.run_job.call(made.pk)
            made.refresh_from_db()
            assert resolve(made.result.get("url", "")).view_name == row["leads"], made.error
        assert who_may_begin(kind) <= matrix()[row["leads"]].who["province"]


@pytest.mark.parametrize("name", told()["rounds"])
def test_a_round_changes_what_its_row_names_and_writes_to_nobody_else(
    name: str, world: World, settings
) -> None:
    settings.AUDIT_MAIL = [ROOTS]
    row, go_round = told()["rounds"][name], rounds.get(name)
    assert go_round is not None
    with undone():
        DUE.get(name, dict)()
        before, told_before = len(mail.outbox), Notification.objects.count()
        result, took = run(lambda: go_round(timezone.now() + MONTH))
        assert result is None
        assert took.written == set(row["writes"].split())
        heard = {to for one in mail.outbox[before:] for to in one.recipients()}
        assert heard == ({ROOTS} if row["tells"] == "AUDIT_MAIL" else set())
        assert Notification.objects.count() == told_before


def test_what_nobody_begins_is_begun_by_a_round() -> None:
    for kind, row in told()["jobs"].items():
        home = told()["rounds"] if not row["who"] else matrix()
        assert row["begun"] in home, kind
