"""The two commands refuse what they cannot do with one sentence, before they do anything."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT


def call(*command, cwd=ROOT, **environ):
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port"], "--port 后面要写"),
        (["--port", "abc"], "--port 后面要写"),
        (["--port", "0"], "1 到 65535"),
        (["--port", "70000"], "1 到 65535"),
        (["--prot", "9000"], "不认识的参数 --prot"),
    ],
)
def test_run_refuses_a_wrong_argument_with_one_line(arguments, words):
    ran = call("./run", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_test_refuses_a_wrong_argument_with_one_line():
    ran = call("./test", "--quik")
    assert ran.returncode == 2
    assert ran.stderr == "不认识的参数 --quik，可用：--all、--quick\n"


def test_run_names_an_occupied_port_and_another_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = call("./run", "--port", str(port))
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"端口 {port} 已被另一个程序占用，请换一个：./run --port ")
    assert ran.stderr.count("\n") == 1


@pytest.fixture
def environment(tmp_path):
    """A folder in which only the environment of the two commands is."""
    for name in ("tools", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    return tmp_path


def program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)


def need(environment, kind, **environ):
    path = f"{environment}/bin:{os.environ['PATH']}"
    step = f"set -e; . tools/environment.sh; need_python {kind}"
    return call("bash", "-c", step, cwd=environment, PATH=path, **environ)


def test_an_old_python_is_named(environment):
    program(environment / "bin" / "old", "exit 1")
    ran = need(environment, "base", PYTHON="old")
    assert ran.returncode == 1
    assert ran.stderr.startswith("需要 Python 3.11 或更新的版本")
    assert ran.stderr.count("\n") == 1


def test_packages_that_cannot_be_had_are_explained(environment):
    program(environment / ".venv" / "bin" / "python", "exit 1")
    ran = need(environment, "base")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith("依赖没有装上：请检查网络")


def test_run_after_test_keeps_the_packages_of_test(environment):
    program(environment / ".venv" / "bin" / "python", f'[ "$1" = -m ] || echo {environment}')
    program(environment / ".venv" / "bin" / "uv", 'echo "$@" >>asked')
    for kind in ("dev", "base"):
        assert need(environment, kind).returncode == 0
    (environment / "requirements" / "base.txt").write_text("# changed\n")
    assert need(environment, "base").returncode == 0
    asked = (environment / "asked").read_text().splitlines()
    assert len(asked) == 2
    assert all("requirements/dev.txt" in line for line in asked)
