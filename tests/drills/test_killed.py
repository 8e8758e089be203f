"""Web processes and workers are killed, two hundred times, in the middle of their work.

What was confirmed is there once; nothing is there twice or half; what was under way is done after all.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time

import psutil
import pytest

from tests.drills.clerks import PATIENCE, Clerk, Patient, Typist
from tests.drills.reader import Reader

KILLS, JOBS = 210, 40
MANY = 20
RESTARTS = 12
SEED = 20260305
LULL = (1, 10)
"""Between two kills, in times of what an answer takes on this machine just now."""


def are_at_work(clerks: list[Clerk]) -> bool:
    """Enough was confirmed and enough repeated; on a slow machine that takes more kills."""
    confirmed = [sum(len(c.offices) for c in clerks), sum(len(c.files) for c in clerks)]
    return min(*confirmed, sum(c.repeated for c in clerks)) > MANY


def processes(site) -> dict[int, str]:
    found = json.loads((site.place.home / "processes.json").read_text())
    return {int(pid): role for pid, role in found.items()}


def kill_one(site, dice: random.Random) -> str:
    living = processes(site)
    pid = dice.choice(sorted(living))
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while pid in processes(site):
        assert time.monotonic() < until
        time.sleep(0.002)
    return living[pid]


def pace_of(site) -> float:
    """How long a page takes, when all is well."""
    reader, took = Reader(site.place.url), []
    for _ in range(5):
        start = time.monotonic()
        assert reader.get("/demo/")[0] == 200
        took.append(time.monotonic() - start)
    return sorted(took)[2]


def tally(site) -> dict:
    done = site.python("-m", "tests.drills.tally")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def wait_for_jobs(site) -> None:
    until = time.monotonic() + PATIENCE
    while tally(site)["jobs"] != {"done": JOBS}:
        assert time.monotonic() < until, tally(site)["jobs"]
        time.sleep(1)


@pytest.mark.timeout(2 * PATIENCE)
def test_two_hundred_kills_lose_double_and_halve_nothing(site):
    ours = site("killed")
    zygote = ours.start(
        "-m", "tests.drills.zygote", str(ours.place.port), str(JOBS), log="zygote.log"
    )
    ours.wait_until_it_answers(zygote, "zygote.log")
    clerks = [Clerk(ours.place.url, f"officer-{number:02}") for number in (2, 3, 4)]
    typist = Typist(ours.place.url, "reporter-02")
    pace = pace_of(ours)
    for one in (*clerks, typist):
        one.start()
    dice, killed = random.Random(SEED), []
    until = time.monotonic() + PATIENCE
    while len(killed) < KILLS or not are_at_work(clerks):
        assert time.monotonic() < until, [(c.offices, c.files, c.repeated) for c in clerks]
        time.sleep(pace * dice.uniform(*LULL))
        killed.append(kill_one(ours, dice))
    leave(*clerks, typist)
    wait_for_jobs(ours)
    assert float(typist.shown("value")) == typist.confirmed > MANY
    found, held = tally(ours), ours.holdings()
    confirmed = [name for clerk in clerks for name in clerk.offices]
    expected = [*confirmed, *(f"演练任务{number}" for number in range(JOBS))]
    assert found["offices"] == dict.fromkeys(expected, 1)
    assert sorted(found["log"].values()) == [1] * len(expected)
    uploaded = [sha for clerk in clerks for sha in clerk.files]
    assert [held["files"].count(sha) for sha in uploaded] == [1] * len(uploaded)
    assert held["wrong files"] == []
    assert "审计日志完整" in ours.do("audit_verify")
    assert {"web", "work"} == set(killed)


def leave(*people: Patient) -> None:
    for one in people:
        one.over = True
    for one in people:
        one.join(PATIENCE)


@pytest.mark.timeout(PATIENCE)
def test_the_server_of_an_operator_is_killed_and_started_again(site):
    """All its processes at once, as by a machine that fails; the ones above are forked, these are not."""
    ours = site("served")
    clerk, typist = Clerk(ours.place.url, "officer-02"), Typist(ours.place.url, "reporter-09")
    server = ours.serve()
    clerk.start()
    typist.start()
    for _ in range(RESTARTS):
        goal = len(clerk.files) + 2
        wait_until(lambda goal=goal: len(clerk.files) >= goal)
        end_all(server.pid)
        server.wait()
        server = ours.serve()
    leave(clerk, typist)
    assert clerk.repeated + typist.repeated >= RESTARTS
    assert float(typist.shown("value")) == typist.confirmed
    found, held = tally(ours), ours.holdings()
    assert found["offices"] == dict.fromkeys(clerk.offices, 1)
    assert [held["files"].count(sha) for sha in clerk.files] == [1] * len(clerk.files)
    assert held["wrong files"] == []


def wait_until(condition) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def end_all(pid: int) -> None:
    server = psutil.Process(pid)
    for process in [*server.children(recursive=True), server]:
        process.kill()
