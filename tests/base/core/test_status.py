from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests import factories
from wangyu.base.core import health, jobs
from wangyu.base.core.pulse import beat, last_beat
from wangyu.base.core.roles import Role
from wangyu.base.lib import ports
from wangyu.base.lib.ports import Light, Probe, Registry

PAGE, JSON = reverse("core:status"), reverse("core:status_json")


@pytest.fixture
def probes(monkeypatch):
    """A register of its own, for lines made up by the test."""
    made = Registry()
    monkeypatch.setattr(health, "health", made)
    return made


def say(probes, label, tone, order=1):
    probes.add(label, Probe(label, order, lambda _: Light(tone, f"{label}的说明")))


def break_probe(_):
    raise OperationalError("口令 s3cret 不对")


@pytest.mark.django_db
def test_each_part_is_told_by_word_and_colour(client, probes):
    say(probes, "乙", "warn", order=2)
    say(probes, "甲", "ok", order=1)
    page = client.get(PAGE).content.decode()
    assert page.index("甲") < page.index("乙")
    assert 'tone-ok"><span class="status-mark" aria-hidden="true"></span>正常' in page
    assert 'tone-warn"><span class="status-mark" aria-hidden="true"></span>注意' in page
    assert "乙的说明" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tones", "worst", "code"),
    [
        ([], "ok", 200),
        (["ok"], "ok", 200),
        (["warn", "ok"], "warn", 200),
        (["bad", "warn", "ok"], "bad", 503),
    ],
)
def test_a_monitor_reads_the_worst_and_a_fault_is_503(client, probes, tones, worst, code):
    for number, tone in enumerate(tones):
        say(probes, f"第{number}", tone)
    answer = client.get(JSON)
    assert (answer.status_code, answer.json()["tone"]) == (code, worst)
    assert [line["tone"] for line in answer.json()["lines"]] == tones


@pytest.mark.django_db
def test_a_probe_that_breaks_is_a_fault_and_keeps_its_secret(client, probes):
    probes.add("坏", Probe("坏", 1, break_probe))
    page = client.get(PAGE).content.decode()
    assert "故障" in page
    assert "检查时出错" in page
    assert "s3cret" not in page


@pytest.mark.django_db
def test_the_page_answers_when_the_database_does_not(client, province, monkeypatch):
    factories.sign_in(client, factories.officer(Role.SYSTEM_ADMIN, province))
    with connection.execute_wrapper(lambda *_: break_probe(None)):
        answer = client.get(PAGE)
        monitored = client.get(JSON)
    assert answer.status_code == 200
    assert "有故障" in answer.content.decode()
    assert monitored.status_code == 503


def test_the_parts_of_the_core_are_on_the_page():
    assert {"core.database", "core.worker", "core.queue", "core.disk"} <= set(ports.health.names())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("silent", "tone", "text"),
    [(None, "bad", "没有运行过"), (30, "ok", "运行中"), (91, "bad", "已停 1 分钟")],
)
def test_a_silent_worker_is_a_fault(now, silent, tone, text):
    if silent is not None:
        beat("worker", now - timedelta(days=9))
        beat("worker", now - timedelta(seconds=silent))
    found = health.worker(now)
    assert found.tone == tone
    assert text in found.text


@pytest.mark.django_db
def test_a_pulse_is_the_last_one(now):
    assert last_beat("某事") is None
    beat("某事", now)
    beat("某事", now + timedelta(hours=1))
    assert last_beat("某事") == now + timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "tone"), [(1, "ok"), (3, "warn"), (16, "bad")])
def test_a_task_that_waits_long_is_shown(minutes, tone):
    waiting = DBTaskResult.objects.get(pk=jobs.run_job.enqueue(1).id)
    found = health.queue(waiting.enqueued_at + timedelta(minutes=minutes))
    assert (found.tone, found.text) == (tone, f"最早的任务已等 {minutes} 分钟")


@pytest.mark.django_db
def test_an_empty_queue_is_well(now):
    assert health.queue(now).text == "没有积压"


@pytest.mark.parametrize(("free", "tone"), [(50, "ok"), (4.9, "warn"), (0.9, "bad")])
def test_a_full_disk_is_shown_before_it_is_full(now, monkeypatch, free, tone):
    usage = SimpleNamespace(free=free * health.GIGABYTE)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)
    found = health.disk(now)
    assert (found.tone, found.text) == (tone, f"可用 {free:.1f} GB")


def test_a_disk_that_cannot_be_read_is_a_fault(probes, now, settings):
    settings.HOME = settings.HOME / "gone"
    probes.add("磁盘", Probe("磁盘", 1, health.disk))
    assert [line.tone for line in health.lines(now)] == ["bad"]
