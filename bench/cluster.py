"""Two web processes, two workers and PostgreSQL behind nginx: a restart of each under load, and how
much two do against one.

Usage: cluster.py [SECONDS]; WANGYU_HOME and WANGYU_DATABASE as ``crowd.py`` filled them, used once.
To the standard output go the row ``restart`` and, for pages, submissions and chores, one each time
for one process and for two.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import django
from behind import (
    FORGIVES,
    FRONT,
    GROUPS,
    HOME,
    PORTS,
    ROOT,
    Process,
    end,
    held,
    running,
    serve,
    wait_for,
    work,
)
from stampede import request

sys.path.insert(0, str(ROOT))
django.setup()

from bench.chores import reckon
from django_tasks_db.models import DBTaskResult

READS, WRITES, CHORES = 0.1, 0.25, 0.5
"""One every so many seconds while everything is restarted."""
AT_ONCE = 8
COUNT, WARMING = 300, 80
"""Submissions, and chores, whose time is taken; and how many come before, for the statements that a
new process has yet to prepare."""
ROUNDS = 2
HALF = 0.5
"""The share of a processor each web process is held to when submissions are measured again: with
whole ones, the database's part beside them leaves a second process too little of two."""
PATIENCE = 60
"""Seconds for an answer, and for the last chore."""


@dataclass(slots=True)
class Tally:
    """What was asked and how it was answered."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def ask(self, said: bytes, wanted: str) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", FRONT)
                writer.write(said)
                status = (await reader.readline()).decode().split(" ")[1:2]
                await reader.read()
                writer.close()
        except (OSError, TimeoutError) as error:
            status = [repr(error)]
        self.times.append(time.monotonic() - began)
        if status != [wanted]:
            self.wrong.append(" ".join(status))


@dataclass(slots=True)
class Crowd:
    """Who reads and who submits, each sheet once."""

    everybody: list[list]
    used: int = 0

    def write(self) -> bytes:
        session, sheet, key = self.everybody[self.used]
        self.used += 1
        return request(session, sheet, key)

    def read(self) -> bytes:
        session, sheet, _ = self.everybody[self.used % len(self.everybody)]
        head = (f"GET /ledger/sheets/{sheet}/ HTTP/1.1", f"Host: 127.0.0.1:{FRONT}", "Connection: close", f"Cookie: session={session}")  # fmt: skip
        return ("\r\n".join(head) + "\r\n\r\n").encode()


def queue(count: int) -> None:
    for _ in range(count):
        reckon.enqueue("Y2005")


def done() -> int:
    return DBTaskResult.objects.filter(task_path=reckon.module_path, status="SUCCESSFUL").count()


def wait_until_done(count: int) -> None:
    last = time.monotonic() + PATIENCE
    while done() < count and time.monotonic() < last:
        time.sleep(0.2)


async def every(seconds: float, act: Callable[[], Awaitable[None]], until: asyncio.Event) -> None:
    """Start it again and again, however long it takes."""
    started = []
    while not until.is_set():
        started.append(asyncio.create_task(act()))
        await asyncio.sleep(seconds)
    await asyncio.gather(*started)


async def restart(crowd: Crowd, serving: list[Process], working: list[Process]) -> dict:
    """Each process in its turn, while people read and submit and work is queued."""
    reads, writes, over, queued = Tally(), Tally(), asyncio.Event(), []

    async def read() -> None:
        await reads.ask(crowd.read(), "200")

    async def write() -> None:
        await writes.ask(crowd.write(), "302")

    async def need() -> None:
        queued.append(await asyncio.to_thread(queue, 1))

    load = asyncio.gather(every(READS, read, over), every(WRITES, write, over), every(CHORES, need, over))  # fmt: skip
    for place, port in enumerate(PORTS):
        await asyncio.to_thread(end, serving[place])
        serving[place] = serve(port)
        await asyncio.to_thread(wait_for, port)
        await asyncio.sleep(FORGIVES)
        await asyncio.to_thread(end, working[place])
        working[place] = work()
    over.set()
    await load
    await asyncio.to_thread(wait_until_done, len(queued))
    return {
        "requests": len(reads.times) + len(writes.times), "written": len(writes.times),
        "wrong": [*reads.wrong, *writes.wrong], "longest_ms": round(max([*reads.times, *writes.times]) * 1000),
        "chores": len(queued), "chores_done": await asyncio.to_thread(done),
    }  # fmt: skip


def submitted_a_second(crowd: Crowd, count: int = COUNT) -> float:
    tally, said = Tally(), iter([crowd.write() for _ in range(count)])

    async def one() -> None:
        for each in said:
            await tally.ask(each, "302")

    async def hurry() -> None:
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))

    began = time.monotonic()
    asyncio.run(hurry())
    assert not tally.wrong, tally.wrong[:5]
    return count / (time.monotonic() - began)


def pages_a_second(crowd: Crowd, seconds: int) -> float:
    session, sheet, _ = crowd.everybody[-1]
    url = f"http://127.0.0.1:{FRONT}/ledger/sheets/{sheet}/"
    command = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{seconds}s", "-H", f"Cookie: session={session}", url]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def chores_a_second() -> float:
    """From the moment all are queued until the last is done."""
    before = done()
    queue(COUNT)
    began, first = time.monotonic(), done()
    wait_until_done(before + COUNT)
    return (done() - first) / (time.monotonic() - began)


def processors() -> tuple[float, float]:
    """Seconds all processors together have been busy, and idle, since the machine began."""
    user, nice, system, idle, waiting, *rest = map(int, Path("/proc/stat").read_text().split()[1:9])
    ticks = os.sysconf("SC_CLK_TCK")
    return (user + nice + system + sum(rest)) / ticks, (idle + waiting) / ticks


def measured(rate: Callable[[], float]) -> tuple[float, float]:
    """How many a second, and what share of all processors was busy meanwhile."""
    before = processors()
    found = rate()
    busy, idle = (after - then for after, then in zip(processors(), before, strict=True))
    return found, busy / (busy + idle)


def tell(name: str, **found: object) -> None:
    print(json.dumps({"job": "cluster", "name": name, **found}, ensure_ascii=False), flush=True)


def main(seconds: int) -> None:
    windows = json.loads((HOME / "crowd.json").read_text())["crowds"]
    crowd, load = Crowd([one for window in windows for one in window]), os.getloadavg()[0]
    with running(2, 2) as (serving, working):
        tell("restart", load_before=round(load, 1), **asyncio.run(restart(crowd, serving, working)))
    for _ in range(ROUNDS):  # in turn, so that a slow minute does not meet one alone
        for count in (1, 2):
            with running(count, 0) as (serving, _):
                pages_a_second(crowd, 2)
                submitted_a_second(crowd, WARMING)
                put("pages", count, measured(lambda: pages_a_second(crowd, seconds)))
                put("submitted", count, measured(lambda: submitted_a_second(crowd)))
                if GROUPS.exists():
                    for process in serving:
                        held(process, HALF)
                    put("submitted by halves", count, measured(lambda: submitted_a_second(crowd)))
            with running(1, count):
                time.sleep(5)  # until the workers look for work
                put("chores", count, measured(chores_a_second))


def put(what: str, count: int, found: tuple[float, float]) -> None:
    rate, busy = found
    tell(f"{what} {count}", rate=round(rate, 1), busy=round(busy, 3))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
