"""Web processes and a worker that can be killed a hundred times a minute.

They are forked from one process that has loaded everything, and forked again when they die; which
they are stands in ``processes.json`` at home. They serve the application of ``wangyu serve`` and do
the work of ``wangyu worker``, with a lease short enough for a drill.

Usage: python -m tests.drills.zygote PORT JOBS
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connections  # noqa: E402 -- after setup
from django.utils import timezone  # noqa: E402 -- after setup

from wangyu.base.core import jobs  # noqa: E402 -- after setup
from wangyu.base.core.access import Actor  # noqa: E402 -- after setup
from wangyu.base.core.management.commands import worker  # noqa: E402 -- after setup
from wangyu.config.wsgi import application  # noqa: E402 -- after setup
from wangyu.institutions.orgs.models import Office, Organisation  # noqa: E402 -- after setup
from wangyu.institutions.orgs.ops import add_fact  # noqa: E402 -- after setup

WEB, WORKERS = 3, 1
PR_SET_PDEATHSIG = 1


@jobs.job("drill.office", label="演练")
def found_office(context: jobs.JobContext, payload: dict[str, Any]) -> jobs.Effect:
    """Slow enough to be killed in the middle."""
    for step in range(3):
        context.progress(step, 3)

    def effect() -> dict[str, Any]:
        org = Organisation.objects.get(pk=payload["org"])
        values = {"name": payload["name"], "since": timezone.localdate()}
        made = add_fact(model=Office, org=org, values=values, actor=Actor.system(), now=timezone.now())  # fmt: skip
        return {"office": made.pk}

    return effect


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Thousands of requests are no news."""


def serve(listening: socket.socket) -> None:
    server = WSGIServer(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever()


def work() -> None:
    jobs.LEASE, worker.SWEEP_SECONDS = timedelta(seconds=2), 1
    call_command("worker", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115 -- for as long as it lives


def spawn(role: str, listening: socket.socket) -> int:
    if pid := os.fork():
        return pid
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    serve(listening) if role == "web" else work()
    os._exit(1)


def tell(children: dict[int, str]) -> None:
    place = Path(settings.HOME) / "processes.json"
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps(children))
    fresh.replace(place)


def main(port: int, many: int) -> None:
    org = Organisation.objects.filter(university__isnull=False).order_by("pk").first()
    assert org is not None
    for number in range(many):
        name = f"演练任务{number}"
        jobs.start("drill.office", actor=Actor.system(), payload={"org": org.pk, "name": name}, key=name, now=timezone.now())  # fmt: skip
    connections.close_all()
    listening = socket.create_server(("127.0.0.1", port), backlog=128)
    children: dict[int, str] = {}
    for role in ["web"] * WEB + ["work"] * WORKERS:
        children[spawn(role, listening)] = role
    while True:
        tell(children)
        pid, _ = os.wait()
        children[spawn(role := children.pop(pid), listening)] = role


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
