"""Web processes and background workers behind nginx, all on this machine, as docs/operate.md has them
on several."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ["WANGYU_HOME"])
FRONT, PORTS = 8796, (8797, 8798)
"""Of the proxy, and of who stands behind it."""
MAIN = "from wangyu.config.cli import main; main()"
SETTINGS = {
    "WANGYU_DRAIN_SECONDS": "4",
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
}
FORGIVES = 6
"""Seconds after which the proxy looks again at a server that sent it away; not before that may the
next one leave. Longer than a server goes on serving while it leaves."""
NGINX = """
daemon off; pid {home}/nginx.pid; error_log {home}/nginx.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {home}/nginx-body; proxy_temp_path {home}/nginx-proxy;
    fastcgi_temp_path {home}/nginx-f; uwsgi_temp_path {home}/nginx-u; scgi_temp_path {home}/nginx-s;
    upstream wangyu {{ {servers} }}
    server {{
        listen 127.0.0.1:{front};
        location / {{
            proxy_pass http://wangyu;
            proxy_set_header Host $http_host;
            proxy_next_upstream error timeout http_503;
        }}
    }}
}}
"""
SERVER = "server 127.0.0.1:{port} max_fails=1 fail_timeout={seconds}s;"
GROUPS, PERIOD_US = Path("/sys/fs/cgroup/cpu"), 5000
"""Where the system lets processes be held to a share, and over how long the share is counted: short,
so that nobody waits long for a lock whose holder is held."""
Process = subprocess.Popen[bytes]


def serve(port: int) -> Process:
    return _run("serve", "--port", str(port), "--workers", "1")


def work() -> Process:
    return _run("worker")


def _run(*arguments: str) -> Process:
    log = (HOME / "cluster.log").open("ab")
    command = [sys.executable, "-c", MAIN, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | SETTINGS, stdout=log, stderr=log)


def _proxy(ports: tuple[int, ...]) -> Process:
    servers = " ".join(SERVER.format(port=port, seconds=FORGIVES - 1) for port in ports)
    file = HOME / "nginx.conf"
    file.write_text(NGINX.format(home=HOME, front=FRONT, servers=servers))
    return subprocess.Popen(["nginx", "-c", str(file)], stderr=subprocess.DEVNULL)


def wait_for(port: int) -> None:
    """Until it would be sent visitors."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit((HOME / "cluster.log").read_text())


def held(process: Process, share: float) -> None:
    """Give it and its children no more than this share of one processor from now on, as if each
    stood on a machine of its own: two of them then fit on two processors beside the rest."""
    group = GROUPS / f"wangyu-bench-{process.pid}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
    (group / "cpu.cfs_quota_us").write_text(str(round(PERIOD_US * share)))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in (process.pid, *children):
        (group / "cgroup.procs").write_text(str(pid))


def end(*processes: Process) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(90)
        if (group := GROUPS / f"wangyu-bench-{process.pid}").exists():
            group.rmdir()


@contextmanager
def running(webs: int, workers: int) -> Iterator[tuple[list[Process], list[Process]]]:
    """So many of each behind the proxy, ready. Who replaces one of them in its list is ended too."""
    serving = [serve(port) for port in PORTS[:webs]]
    working = [work() for _ in range(workers)]
    proxy = _proxy(PORTS[:webs])
    try:
        for port in (*PORTS[:webs], FRONT):
            wait_for(port)
        yield serving, working
    finally:
        end(proxy, *serving, *working)
