"""Web processes and workers are killed, two hundred times, in the middle of their work.

What was confirmed is there once; nothing is there twice or half; what was under way is done after all.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from itertools import count

import pytest

from tests.drills.reader import Reader

KILLS, JOBS = 210, 40
MANY = 20
SEED = 20260305
PATIENCE = 900
LULL = (1, 10)
"""Between two kills, in times of what an answer takes on this machine just now."""


class Clerk(threading.Thread):
    """Registers offices and uploads files, each again and again until it is confirmed."""

    def __init__(self, base: str, persona: str) -> None:
        super().__init__()
        self.reader, self.persona, self.over = Reader(base), persona, False
        self.offices: list[str] = []
        self.files: list[str] = []
        self.repeated = 0

    def run(self) -> None:
        self.until(lambda: self.reader.enter(self.persona))
        page = self.until(lambda: self.reader.get("/orgs/"))[1]
        form = f"/orgs/{re.findall(r'/orgs/([0-9]+)/', page)[0]}/facts/office/new/"
        for number in count():
            if self.over:
                return
            self.register(form, f"演练{self.persona}-{number}")
            self.upload(f"演练 {self.persona} {number}\n".encode() * 40)

    def register(self, form: str, name: str) -> None:
        page = self.until(lambda: self.reader.get(form))[1]
        key = re.findall(r'name="once" value="([^"]+)"', page)
        assert key, f"{form} 没有给出表单：{page[:2000]}"
        self.until(lambda: self.reader.post(form, name=name, since="2026-03-05", once=key[0]))
        self.offices.append(name)

    def upload(self, data: bytes) -> None:
        self.until(lambda: self.reader.upload("/evidence/upload/", "a.txt", data))
        self.files.append(hashlib.sha256(data).hexdigest())

    def until(self, ask):
        """Asks until it is answered, as a person does who presses again."""
        until = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < until
            with suppress(OSError, HTTPException):
                answer = ask()
                if answer is None or answer[0] in {200, 204}:
                    return answer
            self.repeated += 1
            time.sleep(0.01)


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
    pace = pace_of(ours)
    for clerk in clerks:
        clerk.start()
    dice, killed = random.Random(SEED), []
    until = time.monotonic() + PATIENCE
    while len(killed) < KILLS or not are_at_work(clerks):
        assert time.monotonic() < until, [(c.offices, c.files, c.repeated) for c in clerks]
        time.sleep(pace * dice.uniform(*LULL))
        killed.append(kill_one(ours, dice))
    for clerk in clerks:
        clerk.over = True
    for clerk in clerks:
        clerk.join(PATIENCE)
    wait_for_jobs(ours)
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
