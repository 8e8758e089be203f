"""The last minutes of a call: everybody hands in, and the server is killed in between.

Usage: entries.py NAME [--seconds N] [--kill SHARE]; WANGYU_HOME (and WANGYU_DATABASE) as
``entries_crowd.py`` filled them, used once. One row goes to the standard output.

Asked for are 130 universities × 20 works in ten minutes, half of them in the last. Here the first nine
minutes, which hold the other half, are compressed into one: each wave of half the works takes
``--seconds`` (60), so that no minute is easier than the hardest of the ten. In the middle of the second
wave every process of the server is killed (kill -9) and started again.

Whoever gets no answer sends the same form again, as a person presses the button again, until the
platform says that the work is handed in. Its time counts from the instant it first wanted to. Then
each work must be handed in once, with one receipt, one step and one line of the log; the receipts are
given to ``tools/verify_receipt.py``, which knows nothing of us.
"""

import argparse
import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import psutil
import stampede
from stampede import HOME, PATIENCE, PORT, ROOT

PAUSE = 0.5
"""Seconds before the button is pressed again."""
NUMBERS = (
    "import django, json; django.setup()\n"
    "from wangyu.activities.calls.models import Entry, Slip, Step\n"
    "from wangyu.base.audit.models import Entry as Line\n"
    "print(json.dumps([\n"
    "    list(Slip.objects.values_list('entry_id', 'number')),\n"
    "    list(Step.objects.filter(verb='submit').values_list('entry_id', flat=True)),\n"
    "    list(Line.objects.filter(action='calls.entry.submit').values_list('target_id', flat=True)),\n"
    "    list(Entry.objects.filter(state='submitted', revision=1).values_list('pk', flat=True)),\n"
    "]))\n"
)


@dataclass(slots=True)
class Answer:
    work: int
    seconds: float
    tries: int
    done: bool


def form(session: str, work: int, key: str) -> bytes:
    """What a browser sends when the button is pressed."""
    token = secrets.token_hex(16)
    body = f"csrfmiddlewaretoken={token}&once={key}"
    head = (
        f"POST /calls/entries/{work}/submit/ HTTP/1.1", f"Host: 127.0.0.1:{PORT}", "Connection: close",
        f"Cookie: session={session}; csrf={token}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
    )  # fmt: skip
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


async def once(said: bytes) -> bytes:
    """The head of the answer; b"" when there was none."""
    with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(said)
        head = await reader.readuntil(b"\r\n\r\n")
        writer.close()
        return head
    return b""


async def hand_in(work: int, said: bytes, at: float) -> Answer:
    await asyncio.sleep(max(0, at - time.monotonic()))
    tries, done = 0, False
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not done:
                tries += 1
                told = (await once(said)).lower()
                done = (
                    told.startswith(b"http/1.1 302")
                    and f"/calls/entries/{work}/\r\n".encode() in told
                )
                if not done:
                    await asyncio.sleep(PAUSE)
    return Answer(work, time.monotonic() - at, tries, done)


class Server:
    """With all its processes, so that they can be killed at once."""

    def __init__(self) -> None:
        self.process, self.kills = stampede.serve(start_new_session=True), 0

    async def kill_at(self, at: float) -> None:
        await asyncio.sleep(max(0, at - time.monotonic()))
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.process = await asyncio.to_thread(stampede.serve, start_new_session=True)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(60)


async def rush(server: Server, who: list[list], seconds: float, share: float) -> list[Answer]:
    random, start = Random(11), time.monotonic() + 1
    said = [(work, form(session, work, key)) for session, work, key in who]
    random.shuffle(said)
    half = len(said) // 2
    instants = [
        start + wave * seconds + random.uniform(0, seconds)
        for wave, count in ((0, half), (1, len(said) - half))
        for _ in range(count)
    ]
    killing = asyncio.create_task(server.kill_at(start + seconds + share * seconds))
    answers = await asyncio.gather(
        *(hand_in(*one, at) for one, at in zip(said, instants, strict=True))
    )
    await killing
    return answers


def run(name: str, seconds: float, share: float) -> dict:
    crowd = json.loads((HOME / "entries.json").read_text())
    server, load = Server(), os.getloadavg()[0]
    try:
        psutil.cpu_percent()
        answers = asyncio.run(rush(server, crowd["who"], seconds, share))
        busy = psutil.cpu_percent()
        told = subprocess.run([sys.executable, "-c", NUMBERS], capture_output=True, text=True, check=True, cwd=ROOT).stdout  # fmt: skip
        slips, steps, lines, handed_in = json.loads(told)
        wanted = {work for _, work, _ in crowd["who"]}
        receipts = stampede.genuine([number for _, number in slips], crowd["key"], "calls")
    finally:
        server.end()
    counted = [Counter(work for work, _ in slips), Counter(steps), Counter(map(int, lines))]
    times = sorted(a.seconds for a in answers)
    return {
        "job": "entries", "name": name, "count": len(answers), "seconds": round(2 * seconds), "kills": server.kills,
        "unanswered": sum(not a.done for a in answers), "again": sum(a.tries > 1 for a in answers),
        "lost": len(wanted - set(handed_in)) + sum(not one[work] for one in counted for work in wanted),
        "twice": sum(one[work] > 1 for one in counted for work in wanted), "receipts": receipts,
        "p50_ms": round(times[len(times) // 2] * 1000), "p99_ms": round(times[int(len(times) * 0.99)] * 1000),
        "longest_ms": round(times[-1] * 1000), "load_before": round(load, 1), "busy": round(busy),
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kill", type=float, default=0.4, help="how far into the second wave")
    given = parser.parse_args()
    print(json.dumps(run(given.name, given.seconds, given.kill), ensure_ascii=False), flush=True)
