"""The ``wangyu`` command: the platform's commands under one name, everything said in Chinese."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
    SystemCheckError,
)
from django.db import DatabaseError, connections

from wangyu.base.core.conf import SettingError
from wangyu.config.words import ChineseHelp, argument_problem, database_problem, file_problem

FIRST = ("setup", "demo", "serve", "worker", "check")
"""What an operator meets first; the rest follows by name."""
FOR_DEVELOPERS = ("docs", "makemigrations", "migrate", "collectstatic", "shell", "dbshell")
WRONG_USE, FAILED, INTERRUPTED = 2, 1, 130


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangyu.config.settings")
    try:
        django.setup()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SettingError as error:
        code = complain(f"设置有误：{error}。各项设置见 docs/settings.md。", FAILED)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Do what the command line asks; the exit status."""
    if not arguments or arguments == ["help"] or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(overview())
        return 0
    name, *rest = arguments if arguments[0] != "help" else [arguments[1], "--help"]
    if name not in offered():
        return complain(unknown(name), WRONG_USE)
    try:
        options = vars(parser_of(name).parse_args(rest))
    except CommandError as error:
        return complain(argument_problem(name, str(error)), WRONG_USE)
    return _execute(load(name), options)


def parser_of(name: str) -> CommandParser:
    shape = DjangoHelpFormatter if name in FOR_DEVELOPERS else ChineseHelp
    return load(name).create_parser("wangyu", name, formatter_class=shape)


def _execute(command: BaseCommand, options: dict[str, Any]) -> int:
    try:
        command.execute(*options.pop("args", ()), **options)
    except SystemCheckError:
        return complain("安装有错误，请运行 wangyu check，按逐条说明处理。", FAILED)
    except CommandError as error:
        return complain(str(error), error.returncode)
    except DatabaseError as error:
        return complain(database_problem(error), FAILED)
    except OSError as error:
        return complain(file_problem(error), FAILED)
    finally:
        connections.close_all()
    return 0


def complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def offered() -> dict[str, str]:
    """Command and the app it is of: the platform's own, and the few of Django's that are of use."""
    return {
        name: app
        for name, app in get_commands().items()
        if app.startswith("wangyu.") or name in FOR_DEVELOPERS
    }


def load(name: str) -> BaseCommand:
    return load_command_class(get_commands()[name], name)


def unknown(name: str) -> str:
    near = get_close_matches(name, offered(), n=1)
    hint = f"是不是 wangyu {near[0]}？" if near else ""
    return f"没有 wangyu {name} 这个命令。{hint}运行 wangyu --help 看全部命令。"


def overview() -> str:
    return "\n".join(_overview()) + "\n"


def _overview() -> Iterator[str]:
    names = sorted(set(offered()) - set(FOR_DEVELOPERS))
    yield "网育：省高校网络思想政治工作平台\n"
    yield "用法：wangyu 命令 [选项]，例如 wangyu serve --port 8000\n"
    for name in sorted(names, key=lambda n: (FIRST.index(n) if n in FIRST else len(FIRST), n)):
        yield f"  {name:<16}{load(name).help}"
    yield f"\n开发用：{'、'.join(FOR_DEVELOPERS)}"
    yield "每个命令的选项：wangyu 命令 --help；设置项见 docs/settings.md，运维手册见 docs/operate.md。"
