"""The database's machine burns: what docs/operate.md says of PostgreSQL's own archiving holds."""

from __future__ import annotations

import re
import shutil
import threading
import time

import psycopg
import pytest

from tests.drills.cluster import Cluster
from tests.journeys.places import ROOT

PATIENCE = 120
RPO = 300
"""Seconds of work that may be lost with the machine."""


@pytest.fixture
def cluster():
    made = Cluster()
    yield made
    made.remove()


def promised() -> str:
    """``archive_timeout`` as the guide sets it, in seconds."""
    guide = (ROOT / "docs" / "operate.md").read_text("utf-8")
    return re.search(r"^ *archive_timeout = (\d+)$", guide, re.MULTILINE)[1]


def keep_archive(cluster: Cluster) -> None:
    """As the guide says; what runs on a machine of its own here runs in a folder of its own."""
    archive = cluster.archive
    cluster.set(
        archive_mode="on", archive_timeout=promised(),
        archive_command=f"test ! -f {archive}/%f && cp %p {archive}/.%f && mv {archive}/.%f {archive}/%f",
    )  # fmt: skip
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE confirmed (number int PRIMARY KEY)")
    cluster.run("pg_basebackup", "-D", str(cluster.folder / "base"), "-h", str(cluster.folder), "-U", "postgres", "-c", "fast")  # fmt: skip


class Clerk(threading.Thread):
    """Writes numbers one by one, and knows which the database has confirmed, and when."""

    def __init__(self, address: str, pause: float = 0) -> None:
        super().__init__()
        self.address, self.pause = address, pause
        self.confirmed, self.when, self.stopped = [], {}, threading.Event()

    def run(self) -> None:
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                number = 0
                while not self.stopped.is_set():
                    number += 1
                    connection.execute("INSERT INTO confirmed VALUES (%s)", [number])
                    self.when[number] = time.monotonic()
                    self.confirmed.append(number)
                    self.stopped.wait(self.pause)
        except psycopg.OperationalError:
            pass

    def wait(self, more: int) -> list[int]:
        """Until so many more are confirmed; gives those confirmed by then."""
        until = len(self.confirmed) + more
        wait_for(lambda: len(self.confirmed) >= until)
        return list(self.confirmed)


def wait_for(condition, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def bring_back(cluster: Cluster, sources: str, **more: str) -> list[int]:
    """The base backup and the archive, on another machine."""
    data = cluster.folder / "again"
    shutil.copytree(cluster.folder / "base", data, copy_function=shutil.copy2)
    own(cluster, data)
    settings = {"restore_command": sources, "synchronous_standby_names": "", "archive_mode": "off"}
    with (data / "postgresql.auto.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in (settings | more).items())
    (data / "recovery.signal").touch()
    cluster.start(data)
    wait_for(lambda: not cluster.ask("SELECT pg_is_in_recovery()"))
    with cluster.connect() as connection:
        return [n for (n,) in connection.execute("SELECT number FROM confirmed ORDER BY number")]


def own(cluster: Cluster, folder) -> None:
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, cluster.owner)
    folder.chmod(0o700)


def test_what_was_archived_survives_the_machine_and_only_the_last_minute_is_lost(cluster):
    keep_archive(cluster)
    clerk = Clerk(cluster.address())
    clerk.start()
    archived = clerk.wait(200)
    segment = cluster.ask("SELECT pg_walfile_name(pg_switch_wal())")
    wait_for((cluster.archive / segment).exists)
    clerk.wait(200)
    cluster.burn()
    clerk.join()
    found = bring_back(cluster, f"cp {cluster.archive}/%f %p")
    assert set(archived) <= set(found)
    assert found == list(range(1, len(found) + 1))
    lost = set(clerk.confirmed) - set(found)
    assert all(number > archived[-1] for number in lost)


@pytest.mark.timeout(600)  # two times the minute that the guide sets
def test_in_quiet_hours_no_more_is_lost_than_five_minutes(cluster):
    """Nobody switches the log here, and it is far from full: only the time that is set does."""
    keep_archive(cluster)
    before = segments(cluster)
    clerk = Clerk(cluster.address(), pause=0.5)
    clerk.start()
    wait_for(lambda: segments(cluster) >= before + 2, RPO)
    clerk.wait(3)
    cluster.burn()
    burnt = time.monotonic()
    clerk.join()
    found = bring_back(cluster, f"cp {cluster.archive}/%f %p")
    assert found
    assert found == list(range(1, len(found) + 1))
    lost = set(clerk.confirmed) - set(found)
    assert lost
    assert all(burnt - clerk.when[number] < RPO for number in lost)


def segments(cluster: Cluster) -> int:
    return sum(bool(re.fullmatch(r"[0-9A-F]{24}", path.name)) for path in cluster.archive.iterdir())


def test_with_a_receiver_nothing_confirmed_is_lost(cluster):
    keep_archive(cluster)
    received = cluster.folder / "received"
    received.mkdir()
    own(cluster, received)
    receiver = cluster.beside("pg_receivewal", "-D", str(received), "--synchronous", "-h", str(cluster.folder), "-U", "postgres")  # fmt: skip
    wait_for(lambda: cluster.ask("SELECT count(*) FROM pg_stat_replication") == 1)
    with cluster.connect() as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'pg_receivewal'")
        connection.execute("SELECT pg_reload_conf()")
    wait_for(lambda: cluster.ask("SELECT max(sync_state) FROM pg_stat_replication") == "sync")
    clerk = Clerk(cluster.address())
    clerk.start()
    clerk.wait(300)
    cluster.burn()
    clerk.join()
    receiver.terminate()
    receiver.wait()
    command = f"cp {received}/%f %p || cp {received}/%f.partial %p"
    found = bring_back(cluster, command)
    assert set(clerk.confirmed) <= set(found)
    assert len(found) >= 300


def test_a_mistake_is_undone_by_going_back_to_the_moment_before(cluster):
    keep_archive(cluster)
    with cluster.connect() as connection:
        connection.execute("INSERT INTO confirmed SELECT generate_series(1, 50)")
    moment = str(cluster.ask("SELECT clock_timestamp()"))
    with cluster.connect() as connection:
        connection.execute("SELECT pg_sleep(0.05)")
        connection.execute("DELETE FROM confirmed")
        segment = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
    wait_for((cluster.archive / segment).exists)
    cluster.burn()
    found = bring_back(
        cluster, f"cp {cluster.archive}/%f %p", recovery_target_time=moment,
        recovery_target_action="promote",
    )  # fmt: skip
    assert found == list(range(1, 51))
