"""Everybody submits in the last minute: from the first byte sent to the answer, and the receipts.

Usage: stampede.py NAME [--short]; WANGYU_HOME (and WANGYU_DATABASE) as ``crowd.py`` filled them, used
once. A row for each of the two stampedes goes to the standard output, as the other jobs write theirs.

Each submission is a connection of its own, at an instant of its own that was drawn before (the same
for every run); its time counts from that instant, though the server or this process be busy. What it
sends is made beforehand; what sending cost this process for each is in the row (``own_ms``). The
receipts are then downloaded and given to ``tools/verify_receipt.py``, which knows nothing of us.
"""

import argparse
import asyncio
import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ["WANGYU_HOME"])
PORT = int(os.environ.get("PORT", "8795"))
PATIENCE = 120
"""Seconds after which a submission counts as failed."""
MAIN = "from wangyu.config.cli import main; main()"
NUMBERS = (
    "import django, json; django.setup()\n"
    "from wangyu.base.audit.models import Entry\n"
    "from wangyu.records.ledger.models import Receipt\n"
    "kept = dict(Receipt.objects.filter(verb='submit').values_list('sheet_id', 'number'))\n"
    "logged = Entry.objects.filter(action='ledger.sheet.submit').values_list('target_id', flat=True)\n"
    "print(json.dumps([kept, sorted(logged)]))\n"
)


@dataclass(frozen=True, slots=True)
class Wave:
    """So many submissions, spread over so many seconds by chance."""

    count: int
    seconds: float


STAMPEDES = {
    "2600": (Wave(1300, 60), Wave(1300, 60)),
    "5000": (Wave(5000, 60),),
}
"""The first nine minutes of ten hold as many as the last one; here they take one, which is harder."""


@dataclass(slots=True)
class Answer:
    sheet: int
    seconds: float
    status: str
    """"" when there was none."""


def request(session: str, sheet: int, key: str) -> bytes:
    """What a browser sends for the form: its cookies, its token, its key."""
    token = secrets.token_hex(16)
    body = f"csrfmiddlewaretoken={token}&once={key}"
    head = (
        f"POST /ledger/sheets/{sheet}/move/submit/ HTTP/1.1", f"Host: 127.0.0.1:{PORT}", "Connection: close",
        f"Cookie: session={session}; csrf={token}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
    )  # fmt: skip
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


async def submit(sheet: int, said: bytes, at: float) -> Answer:
    await asyncio.sleep(max(0, at - time.monotonic()))
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.write(said)
            line = (await reader.readline()).decode()
            await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        line = ""
    status = line.split(" ")[1] if " " in line else ""
    return Answer(sheet, time.monotonic() - at, status)


async def rush(waves: list[Wave], who: list[list]) -> list[Answer]:
    said = [(sheet, request(session, sheet, key)) for session, sheet, key in who]
    random, start, instants = Random(11), time.monotonic() + 1, []
    for wave in waves:
        instants += sorted(start + random.uniform(0, wave.seconds) for _ in range(wave.count))
        start += wave.seconds
    return await asyncio.gather(*(submit(*one, at) for one, at in zip(said, instants, strict=True)))


def serve(**more: bool) -> subprocess.Popen[bytes]:
    log = (HOME / "server.log").open("ab")
    command = [sys.executable, "-c", MAIN, "serve", "--port", str(PORT), "--workers", "2"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, **more)
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz/ready", timeout=5):
                return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise SystemExit((HOME / "server.log").read_text())


def download(number: str, app: str) -> None:
    url = f"http://127.0.0.1:{PORT}/{app}/receipts/{number}/receipt.json"
    with urllib.request.urlopen(url, timeout=60) as answer:
        (HOME / "receipts" / f"{number}.json").write_bytes(answer.read())


def genuine(numbers: list[str], key: str, app: str = "ledger") -> int:
    """How many receipts the single-file verifier accepts."""
    (HOME / "receipts").mkdir(exist_ok=True)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(download, numbers, [app] * len(numbers)))
    files = [str(HOME / "receipts" / f"{number}.json") for number in numbers]
    found = 0
    for at in range(0, len(files), 500):
        command = [sys.executable, "-I", str(ROOT / "tools/verify_receipt.py"), *files[at : at + 500], "--key", key]  # fmt: skip
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        found += len(re.findall("有效：服务器", told))
    return found


def row(name: str, answers: list[Answer], load: float, busy: float, own: float) -> dict:
    times = sorted(a.seconds for a in answers)
    failed = [a for a in answers if a.status != "302"]
    return {
        "job": "stampede", "name": name, "count": len(answers), "failed": len(failed),
        "p50_ms": round(times[len(times) // 2] * 1000), "p99_ms": round(times[int(len(times) * 0.99)] * 1000),
        "longest_ms": round(times[-1] * 1000), "load_before": round(load, 1), "busy": round(busy),
        "own_ms": round(own * 1000 / len(answers), 1),
    }  # fmt: skip


def run(name: str, *, short: bool) -> None:
    crowd = json.loads((HOME / "crowd.json").read_text())
    who = [one for window in crowd["crowds"] for one in window]
    server, rows, asked = serve(), [], []
    try:
        for stampede, waves in STAMPEDES.items():
            scale = 10 if short else 1
            mine = [Wave(w.count // scale, w.seconds / scale) for w in waves]
            count = sum(w.count for w in mine)
            chosen, who = who[:count], who[count:]
            load = os.getloadavg()[0]
            psutil.cpu_percent()
            own = time.process_time()
            answers = asyncio.run(rush(mine, chosen))
            own = time.process_time() - own
            label = f"{stampede} {name}" + ("（十分之一）" if short else "")
            rows.append(row(label, answers, load, psutil.cpu_percent(), own))
            asked.append([a.sheet for a in answers])
        told = subprocess.run([sys.executable, "-c", NUMBERS], capture_output=True, text=True, check=True, cwd=ROOT).stdout  # fmt: skip
        kept, logged = json.loads(told)
        for found, sheets in zip(rows, asked, strict=True):
            numbers = [kept[str(sheet)] for sheet in sheets if str(sheet) in kept]
            found["receipts"] = genuine(numbers, crowd["key"])
            found["logged"] = len([sheet for sheet in logged if sheet in set(sheets)])
            print(json.dumps(found, ensure_ascii=False), flush=True)
    finally:
        server.terminate()
        server.wait(60)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--short", action="store_true", help="a tenth of everybody in a tenth of the time")  # fmt: skip
    given = parser.parse_args()
    run(given.name, short=given.short)
