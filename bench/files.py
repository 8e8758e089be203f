"""Time and memory for each hostile file of the tests: received, examined, refused or drawn anew.

Usage: files.py [id…], in any WANGYU_HOME. Each file is taken in by a process of its own (as a worker of
the server would, its examining process already started), and both processes' peaks are added up.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import django

django.setup()

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from tests.base.core.files.hostile.build import office, pdf, picture
from tests.base.core.files.hostile.corpus import CORPUS

from wangyu.base.core import files
from wangyu.base.core.files import sandbox


class Given(TemporaryUploadedFile):
    """A file that the server has received to its disk, under the name the sender gave."""

    def __init__(self, path, name):
        super().__init__("a", "application/octet-stream", path.stat().st_size, None)
        self._name, self.file = name, path.open("rb")


def apart(work):
    """What ``work()`` answers, done in a process of its own."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        with os.fdopen(write, "w") as out:
            json.dump(work(), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        text = told.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def warm_up(folder):
    """The examining process with its libraries read, as after the first files of a day."""
    for name, data in (("a.png", picture()), ("a.pdf", pdf()), ("a.docx", office())):
        (folder / "warm").write_bytes(data)
        files.store(Given(folder / "warm", name), limit_mb=50)


def cpu():
    """Seconds of processor time of this process and of those it saw end."""
    return sum(u.ru_utime + u.ru_stime for u in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def spent_already():
    """Seconds that the waiting examining processes have had so far."""
    lines = (Path(f"/proc/{c.process.pid}/schedstat").read_text() for c in sandbox.waiting)
    return sum(int(line.split()[0]) for line in lines) / 1e9


def take_in(path, name, folder):
    warm_up(folder)
    before, started = getrusage(RUSAGE_SELF).ru_maxrss, spent_already()
    start, spent = time.perf_counter(), cpu()
    try:
        files.store(Given(path, name), limit_mb=50)
        outcome = "kept"
    except files.BadFileError as error:
        outcome = str(error)
    seconds = time.perf_counter() - start
    for child in sandbox.waiting:
        child.end()
    spent = cpu() - spent - started
    own, child = getrusage(RUSAGE_SELF).ru_maxrss, getrusage(RUSAGE_CHILDREN).ru_maxrss
    return {
        "ms": round(spent * 1000), "wall_ms": round(seconds * 1000), "own_mb": own // 1024, "grown_mb": (own - before) // 1024,
        "child_mb": child // 1024, "outcome": outcome,
    }  # fmt: skip


def measure(sample, folder):
    path = folder / "given"
    apart(lambda: path.write_bytes(sample.make()))
    facts = apart(lambda: take_in(path, sample.name, folder))
    right = sample.refused in facts["outcome"] if sample.refused else facts["outcome"] == "kept"
    return {"id": sample.id, "bytes": path.stat().st_size, "right": right} | facts


wanted = set(sys.argv[1:])
with tempfile.TemporaryDirectory() as name:
    settings.MEDIA_ROOT = Path(name) / "files"
    rows = [measure(s, Path(name)) for s in CORPUS if not wanted or s.id in wanted]
for row in (
    sorted(rows, key=lambda r: -r["ms"])[:8] + sorted(rows, key=lambda r: -r["child_mb"])[:4]
):
    print(
        f"{row['ms']:6} ms  {row['child_mb']:4} + {row['own_mb']} MB  {row['id']}", file=sys.stderr
    )
for row in rows:
    if not row["right"]:
        print(f"不对 {row['id']}：{row['outcome']}", file=sys.stderr)
slow, large = (
    max(rows, key=lambda r: r["ms"]),
    max(rows, key=lambda r: r["child_mb"] + r["grown_mb"]),
)
print(
    json.dumps(
        {
            "job": "files",
            "samples": len(rows),
            "wrong": sum(not row["right"] for row in rows),
            "slowest_ms": slow["ms"],
            "slowest": slow["id"],
            "over_ms": sum(row["ms"] > 500 for row in rows),
            "largest_mb": large["child_mb"] + large["grown_mb"],
            "largest": large["id"],
            "server_mb": max(row["own_mb"] for row in rows),
        }
    )
)
