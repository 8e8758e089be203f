import threading

import pytest
from django.core.management import call_command
from django.db.utils import OperationalError

from wangyu.base.core.management.commands import worker
from wangyu.base.lib.ports import Registry


@pytest.fixture
def turns(monkeypatch):
    """What the sweep did, without a database."""
    done = []
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(worker, "require_ready", lambda: None)
    monkeypatch.setattr(worker, "beat", lambda name, _: done.append(name))
    monkeypatch.setattr(worker, "take_up_again", lambda _: done.append("taken up"))
    rounds = Registry()
    rounds.add("a", lambda _: done.append("round"))
    monkeypatch.setattr(worker, "rounds", rounds)
    monkeypatch.setattr(worker, "connection", type("C", (), {"close": staticmethod(lambda: None)}))
    return done


def test_a_worker_sweeps_while_it_works_and_stops_with_it(monkeypatch, turns):
    swept, seen = threading.Event(), []
    monkeypatch.setattr(worker, "take_up_again", lambda _: swept.set())
    monkeypatch.setattr(worker, "call_command", lambda *_, **__: seen.append(swept.wait(10)))
    call_command("worker")
    assert seen == [True]


def test_a_sweep_shows_life_and_ends_when_told(turns):
    stop = threading.Event()
    stop.set()
    worker._sweep(stop)
    assert turns == ["worker", "taken up", "round"]


def test_a_fault_costs_one_turn_of_one_work_not_the_rest(monkeypatch, turns):
    stop, tries = threading.Event(), []

    def fail_once(_):
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("database is locked")
        stop.set()

    monkeypatch.setattr(worker, "take_up_again", fail_once)
    worker._sweep(stop)
    assert len(tries) == 2
    assert turns == ["worker", "round", "worker", "round"]
