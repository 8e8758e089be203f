"""Starting and ending the server: with what it needs, on a port of its own, and completely."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from wangyu.base.core import ready, statics
from wangyu.base.core.management.commands import serve

pytestmark = pytest.mark.thorough

WANGYU = [sys.executable, "-c", "from wangyu.config.cli import main; main()"]


@pytest.fixture
def prepared(db, settings):
    """What ``wangyu setup`` leaves behind, as far as starting asks for it."""
    (settings.HOME / "keys").mkdir()
    (settings.HOME / "keys" / "django.key").write_text("k")
    (settings.STATIC_ROOT / statics.MADE_OF).write_text(statics.fingerprint())
    return settings.HOME


@pytest.fixture
def granian(monkeypatch):
    made = {}

    class Server:
        def __init__(self, target, **facts):
            made.update(facts, target=target)

        def serve(self, target_loader):
            made["loader"] = target_loader

    monkeypatch.setattr(serve, "Granian", Server)
    return made


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_serve_starts_the_server_where_it_is_told_and_says_where(prepared, granian, capsys):
    port = free_port()
    call_command("serve", host="127.0.0.1", port=port, workers=3)
    assert (granian["address"], granian["port"], granian["workers"]) == ("127.0.0.1", port, 3)
    assert granian["target"] == "wangyu.config.wsgi:application"
    assert granian["loader"] is serve.load
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().out


@pytest.mark.parametrize(("seconds", "expected"), [(0, []), (7, [7])])
def test_serve_leaves_quietly_where_a_proxy_stands_before_it(
    prepared, granian, settings, monkeypatch, seconds, expected
):
    asked = []
    monkeypatch.setattr(serve, "leave_quietly", lambda _, wait: asked.append(wait))
    settings.DRAIN_SECONDS = seconds
    call_command("serve", host="127.0.0.1", port=free_port(), workers=1)
    assert asked == expected


@pytest.mark.parametrize(
    ("lost", "words"),
    [("keys/django.key", "还没有启用"), (statics.MADE_OF, "样式文件还没有更新到这个版本")],
)
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_before_setup(prepared, granian, command, lost, words):
    (prepared / lost).unlink()
    with pytest.raises(CommandError, match=f"{words}.*wangyu setup"):
        call_command(command)
    assert not granian


def test_nothing_starts_on_a_database_of_an_older_version(prepared, granian, monkeypatch):
    monkeypatch.setattr(ready, "migrations_are_missing", lambda: True)
    with pytest.raises(CommandError, match="数据库还没有更新到这个版本"):
        call_command("serve")
    assert not granian


def test_preparing_gives_what_starting_asks_for(db, settings):
    manifest = "wangyu.base.core.statics.RememberingStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    ready.prepare()
    ready.require_ready()


def test_nothing_starts_with_the_style_of_an_older_version(prepared, granian, settings, tmp_path):
    (tmp_path / "new.css").write_text("body { margin: 0 }")
    settings.STATICFILES_DIRS = [tmp_path]
    with pytest.raises(CommandError, match="样式文件还没有更新到这个版本"):
        call_command("serve")
    assert not granian


@pytest.mark.parametrize("shared", [False, True])
def test_a_second_server_on_the_same_port_is_refused(prepared, granian, shared):
    """Also beside a server whose processes share the port, as ours do."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {port} 不能用"):
            call_command("serve", port=port)
    assert not granian


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"port": 70000}, "应在 1 到 65535 之间"),
        ({"port": -1}, "应在 1 到 65535 之间"),
        ({"host": "nowhere.invalid"}, "监听地址 nowhere.invalid 不对"),
        ({"host": "192.0.2.1", "port": 8000}, "监听地址 192.0.2.1 不对"),
        ({"workers": 0}, "--workers 0 不对"),
    ],
)
def test_an_address_that_cannot_be_is_refused(prepared, granian, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("serve", **options)
    assert not granian


def test_a_port_that_needs_more_rights_is_named(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(CommandError, match="没有权限使用端口 80"):
        serve.require_free("127.0.0.1", 80)


def _environ(home: Path) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("WANGYU_DATABASE")}
    return plain | {"WANGYU_HOME": str(home)}


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    """An installation, made once; each test works on a copy."""
    home = tmp_path_factory.mktemp("home")
    subprocess.run([*WANGYU, "setup"], env=_environ(home), check=True, capture_output=True)
    return home


@pytest.fixture
def server(tmp_path, set_up):
    """A real server in a group of its own, as a terminal starts it."""
    port, environ = free_port(), _environ(tmp_path)
    shutil.copytree(set_up, tmp_path, dirs_exist_ok=True)
    started = subprocess.Popen(
        [*WANGYU, "serve", "--port", str(port), "--workers", "2"], env=environ,
        start_new_session=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for(lambda: _answers(port))
    yield started, port
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait_for(what) -> None:
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    pytest.fail("等了一分钟也没有发生")


@pytest.mark.indifferent
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_all_its_processes(server, number):
    """Ctrl-C goes to the whole group at once; a killed parent takes its processes along."""
    started, port = server
    os.killpg(started.pid, number)
    _wait_for(lambda: started.poll() is not None)
    _wait_for(lambda: not _listens(port))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
