from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from wangyu.base.core import jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Job, JobState
from wangyu.base.core.roles import Role
from wangyu.base.core.stamps import bump, read_stamps

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", {})
    return jobs


@pytest.fixture
def work(kinds):
    """A job that counts its effects; ``during`` runs in its slow part."""

    def make(during=lambda _: None):
        @kinds.job("test.count", label="数一数")
        def run(context, payload):
            context.progress(1, 2, "一半")
            during(context)
            return lambda: bump("counted") or {"text": payload["text"]}

        now = timezone.now()
        return kinds.start(
            "test.count", actor=Actor.system(), payload={"text": "好"}, key="k", now=now
        )

    return make


def fail(error):
    def during(context):
        raise error

    return during


def test_a_job_takes_effect_once_and_shows_its_result(work):
    made = work()
    jobs.run_job.call(made.pk)
    jobs.run_job.call(made.pk)
    made.refresh_from_db()
    assert (made.state, made.result, made.done, made.total) == (JobState.DONE, {"text": "好"}, 1, 2)
    assert read_stamps("counted") == (1,)


def test_an_unfinished_job_of_the_same_key_is_not_started_twice(work):
    first = work()
    assert work() == first
    jobs.run_job.call(first.pk)
    assert work() != first


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(jobs.JobError("第 3 行缺少数值"), "第 3 行缺少数值"), (ZeroDivisionError(), "任务中途出错")],
)
def test_a_failed_job_has_no_effect_and_says_why(work, error, sentence):
    made = work(fail(error))
    jobs.run_job.call(made.pk)
    made.refresh_from_db()
    assert made.state == JobState.FAILED
    assert sentence in made.error
    assert read_stamps("counted") == (0,)


def test_a_job_of_a_living_worker_is_not_taken(work):
    made = work(lambda context: jobs.run_job.call(context.job_id))
    jobs.run_job.call(made.pk)
    made.refresh_from_db()
    assert (made.attempt, made.state) == (1, JobState.DONE)


def test_a_dead_workers_job_taken_up_again_takes_effect_once(work):
    def overtaken(context):
        if context.attempt == 1:
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            jobs.run_job.call(context.job_id)

    made = work(overtaken)
    jobs.run_job.call(made.pk)
    made.refresh_from_db()
    assert (made.attempt, made.state) == (2, JobState.DONE)
    assert read_stamps("counted") == (1,)


@pytest.mark.parametrize(
    ("state", "facts", "taken"),
    [
        (JobState.RUNNING, {"lease_until": timedelta(seconds=-1)}, 1),
        (JobState.RUNNING, {"lease_until": timedelta(seconds=30)}, 0),
        (JobState.QUEUED, {"created_at": timedelta(seconds=-61)}, 1),
        (JobState.QUEUED, {"created_at": timedelta()}, 0),
        (JobState.DONE, {"lease_until": timedelta(days=-1)}, 0),
    ],
)
def test_only_silent_and_lost_jobs_are_queued_anew(work, state, facts, taken):
    work()
    now = timezone.now()
    Job.objects.update(state=state, **{key: now + value for key, value in facts.items()})
    assert jobs.take_up_again(now) == taken


@pytest.fixture
def owned(work, university):
    owner = factories.user()
    made = work()
    Job.objects.update(owner=owner)
    return made, owner


def page(client, who, job, **headers):
    factories.sign_in(client, who)
    return client.get(reverse("core:job", args=[job.pk]), headers=headers)


def test_the_owner_sees_progress_and_others_see_nothing(client, owned):
    job, owner = owned
    assert 'hx-trigger="every 1s"' in page(client, owner, job).content.decode()
    assert page(client, factories.user(), job).status_code == 404


def test_the_system_administrator_sees_every_job(client, owned, province):
    job, _ = owned
    admin = factories.officer(Role.SYSTEM_ADMIN, province)
    assert page(client, admin, job).status_code == 200
    assert "数一数" in client.get(reverse("core:jobs")).content.decode()


def test_progress_asked_by_htmx_is_only_the_changing_part(client, owned):
    job, owner = owned
    jobs.run_job.call(job.pk)
    part = page(client, owner, job, hx_request="true").content.decode()
    assert "<html" not in part
    assert "已完成" in part
    assert "every 1s" not in part


def test_nobody_has_no_jobs(owned):
    assert not jobs.visible_jobs(Actor.anonymous()).exists()


def test_the_health_page_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get(reverse("core:health")).content == b"ok\n"


def test_two_who_start_the_same_at_once_get_one_job(work, monkeypatch):
    first = work()
    monkeypatch.setattr(jobs.models.QuerySet, "first", lambda _: None)
    assert work() == first
    assert Job.objects.count() == 1
