"""The ``wangyu`` command speaks to an operator: in Chinese, one sentence for each mistake."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest
from django.core.management.base import CommandError, SystemCheckError
from django.db import OperationalError

from wangyu.base.core.conf import SettingError
from wangyu.config import cli


@pytest.fixture
def failing(monkeypatch):
    """Let ``wangyu reindex`` end with the given error."""

    def fail(error):
        def handle(*_, **__):
            raise error

        monkeypatch.setattr("wangyu.base.core.management.commands.reindex.Command.handle", handle)

    return fail


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_help_lists_our_commands_with_their_purpose_and_not_djangos(words, capsys):
    assert cli.run(words) == 0
    said = capsys.readouterr().out
    for name, app in cli.offered().items():
        if app.startswith("wangyu.") and name not in cli.FOR_DEVELOPERS:
            assert f"  {name:<16}{cli.load(name).help}" in said
    assert said.index("  setup ") < said.index("  serve ") < said.index("  audit_verify")
    assert "flush" not in said
    assert "testserver" not in said


def test_every_option_of_our_commands_is_explained_in_chinese():
    common = options("reindex")
    for name, app in cli.offered().items():
        if app.startswith("wangyu.") and name not in {"check", *cli.FOR_DEVELOPERS}:
            shown = cli.parser_of(name).format_help()
            assert shown.startswith(f"用法：wangyu {name} [-h]")
            assert [o for o in options(name) - common if o not in shown] == []
            assert [o for o in common - {"-h", "--help"} if o in shown.split()] == []


def options(name):
    return set(cli.load(name).create_parser("wangyu", name)._option_string_actions)


def test_help_of_a_command_can_be_asked_both_ways(capsys):
    for words in (["help", "serve"], ["serve", "--help"]):
        with pytest.raises(SystemExit):
            cli.run(words)
        assert "--port 端口" in capsys.readouterr().out


def test_a_developers_command_keeps_djangos_help(capsys):
    with pytest.raises(SystemExit):
        cli.run(["makemigrations", "--help"])
    assert "--dry-run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "serv",
            "没有 wangyu serv 这个命令。是不是 wangyu serve？运行 wangyu --help 看全部命令。\n",
        ),
        ("xyzzy", "没有 wangyu xyzzy 这个命令。运行 wangyu --help 看全部命令。\n"),
        ("flush", "没有 wangyu flush 这个命令。运行 wangyu --help 看全部命令。\n"),
    ],
)
def test_an_unknown_command_is_one_sentence(name, sentence, capsys):
    assert cli.run([name]) == cli.WRONG_USE
    assert capsys.readouterr() == ("", sentence)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--port", "abc"], "wangyu serve：--port 应为整数，现在是 'abc'。"),
        (["serve", "--port"], "wangyu serve：--port 后面要写一个值。"),
        (["serve", "--prot", "1"], "wangyu serve：不认识的选项 --prot 1。"),
    ],
)
def test_a_wrong_option_is_one_sentence(words, sentence, capsys):
    assert cli.run(words) == cli.WRONG_USE
    assert capsys.readouterr().err == f"{sentence}运行 wangyu serve --help 看用法。\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CommandError("名录里没有学校。"), "名录里没有学校。"),
        (SystemCheckError("E"), "请运行 wangyu check"),
        (OperationalError("no such table: orgs_organisation"), "请先运行 wangyu setup"),
        (OperationalError('relation "orgs" does not exist'), "请先运行 wangyu setup"),
        (OperationalError("unable to open database file"), "数据库文件打不开"),
        (OperationalError("server closed\nmore"), "数据库不能用：server closed。"),
        (OSError(errno.EACCES, "Permission denied", "/srv/x"), "/srv/x 没有权限"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_what_goes_wrong_is_one_sentence(failing, capsys, error, words, monkeypatch):
    monkeypatch.setattr(cli.connections, "close_all", lambda: None)
    failing(error)
    assert cli.run(["reindex"]) == cli.FAILED
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.django_db
def test_a_command_that_works_ends_with_zero(capsys, monkeypatch):
    monkeypatch.setattr(cli.connections, "close_all", lambda: None)
    assert cli.run(["reindex"]) == 0
    assert "建立索引" in capsys.readouterr().out


def ended(monkeypatch, error):
    def run(_):
        raise error

    monkeypatch.setattr(cli, "run", run)
    with pytest.raises(SystemExit) as found:
        cli.main()
    return found.value.code


def test_ctrl_c_is_no_traceback(monkeypatch, capsys):
    assert ended(monkeypatch, KeyboardInterrupt()) == cli.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_a_wrong_setting_stops_the_start_with_its_name(monkeypatch, capsys):
    wrong = SettingError("WANGYU_HTTPS=maybe 不对，应为 yes 或 no")
    assert ended(monkeypatch, wrong) == cli.FAILED
    assert capsys.readouterr().err.startswith("设置有误：WANGYU_HTTPS=maybe 不对")


def test_the_installed_script_says_so_too(tmp_path):
    """From the outside, with settings that do not even load."""
    ran = subprocess.run(
        [sys.executable, "-c", "from wangyu.config.cli import main; main()", "serve"],
        env={**os.environ, "WANGYU_HOME": str(tmp_path), "WANGYU_UPLOAD_MB": "viel"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (cli.FAILED, "")
    assert (
        ran.stderr
        == "设置有误：WANGYU_UPLOAD_MB=viel 不对，应为整数。各项设置见 docs/settings.md。\n"
    )
