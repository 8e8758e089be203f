"""On SQLite writers stand in a queue; elsewhere, and inside a transaction, nobody does."""

import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from wangyu.base.core import turns

HOLD = (
    "import fcntl, os, sys\n"
    "fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX)\n"
    "print(flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def on(monkeypatch, settings, tmp_path):
    """The queue of a folder of its own, as of a connection in this state."""
    settings.HOME = tmp_path

    def use(vendor, *, inside=False):
        monkeypatch.setattr(turns, "connection", SimpleNamespace(vendor=vendor, in_atomic_block=inside))  # fmt: skip

    return use


@pytest.fixture
def somebody(tmp_path):
    """Another process that writes."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        yield process
        process.kill()


def write(done):
    with turns.turn():
        done.set()


def test_who_writes_waits_for_whoever_writes_in_another_process_and_not_for_its_dead(on, somebody):
    on("sqlite")
    done = threading.Event()
    waiting = threading.Thread(target=write, args=[done])
    waiting.start()
    assert not done.wait(0.05)
    somebody.kill()
    waiting.join()
    assert done.is_set()


def test_who_writes_is_waited_for_by_the_other_threads_though_it_fail(on):
    on("sqlite")
    done = threading.Event()
    waiting = threading.Thread(target=write, args=[done])

    def fail():
        with turns.turn():
            waiting.start()
            assert not done.wait(0.05)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    waiting.join()
    assert done.is_set()


@pytest.mark.parametrize(("vendor", "inside"), [("sqlite", True), ("postgresql", False)])
def test_nobody_waits_whose_turn_has_come_or_whose_database_sees_to_it(
    on, somebody, vendor, inside
):
    on(vendor, inside=inside)
    done = threading.Event()
    write(done)
    assert done.is_set()
    assert somebody.poll() is None
