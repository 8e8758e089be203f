import threading

from django.core.management import call_command

from wangyu.base.core.management.commands import serve, worker


def test_serve_starts_the_server_where_it_is_told(monkeypatch):
    made = {}

    class Server:
        def __init__(self, target, **facts):
            made.update(facts, target=target)

        def serve(self):
            made["served"] = True

    monkeypatch.setattr(serve, "Granian", Server)
    call_command("serve", host="127.0.0.2", port=8123, workers=3)
    assert (made["address"], made["port"], made["workers"]) == ("127.0.0.2", 8123, 3)
    assert made["target"] == "wangyu.config.wsgi:application"
    assert made["served"]


def test_a_worker_sweeps_while_it_works_and_stops_with_it(monkeypatch):
    swept, seen = threading.Event(), []
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(worker, "take_up_again", lambda _: swept.set())
    monkeypatch.setattr(worker, "call_command", lambda *_, **__: seen.append(swept.wait(10)))
    call_command("worker")
    assert seen == [True]


def test_a_sweep_ends_when_told(monkeypatch):
    stop = threading.Event()
    times = []
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 0)
    monkeypatch.setattr(worker, "take_up_again", lambda now: times.append(now) or stop.set())
    monkeypatch.setattr(worker, "connection", type("C", (), {"close": staticmethod(lambda: None)}))
    worker._sweep(stop)
    assert len(times) == 1
