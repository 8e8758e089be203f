"""What the command line says in Chinese where its libraries speak English."""

from __future__ import annotations

import re
from argparse import Action, HelpFormatter
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError

from wangyu.base.lib.troubles import reason_of

HEADINGS = {"options": "选项", "positional arguments": "参数"}
PROBLEMS = (
    (r"unrecognized arguments: (.+)", r"不认识的选项 \1。"),
    (r"the following arguments are required: (.+)", r"缺少 \1。"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面要写一个值。"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 应为整数，现在是 \2。"),
    (r"argument (\S+): invalid \w+ value: (.+)", r"\1 的值 \2 不对。"),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", r"\1 的值 \2 不对，可用：\3。"),
    (r"argument (\S+): (.*[一-鿿].*)", r"\1 的值不对：\2。"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 不完整，可能是 \2。"),
)


class ChineseHelp(HelpFormatter):
    """The help of one command, with the options that matter to its user."""

    def add_usage(
        self, usage: str | None, actions: Iterable[Action], groups: Any, prefix: str | None = None
    ) -> None:
        shown = [action for action in actions if not _is_hidden(action)]
        super().add_usage(usage, shown, groups, prefix or "用法：")

    def start_section(self, heading: str | None) -> None:
        super().start_section(HEADINGS.get(heading or "", heading))

    def add_argument(self, action: Action) -> None:
        if "--help" in action.option_strings:
            action.help = "显示这段说明"
        if not _is_hidden(action):
            super().add_argument(action)


def _is_hidden(action: Action) -> bool:
    """Options that every Django command has and no operator needs: they work, and are not listed."""
    return re.search("[一-鿿]", action.help or "") is None and "--help" not in action.option_strings


def argument_problem(command: str, message: str) -> str:
    """Argparse's complaint as one sentence."""
    plain = message.removeprefix("Error: ")
    for pattern, sentence in PROBLEMS:
        if found := re.fullmatch(pattern, plain):
            return (
                f"wangyu {command}：{found.expand(sentence)}运行 wangyu {command} --help 看用法。"
            )
    return f"wangyu {command}：{plain}。运行 wangyu {command} --help 看用法。"


def database_problem(error: DatabaseError) -> str:
    first = str(error).strip().partition("\n")[0]
    if re.search(r"no such table|relation .* does not exist", first):
        return "数据库还没有建好，或者不是最新的。请先运行 wangyu setup。"
    if "unable to open database file" in first:
        return "数据库文件打不开。请检查数据目录 WANGYU_HOME 是否存在、能否写入，然后运行 wangyu setup。"
    return f"数据库不能用：{first}。请检查 WANGYU_DATABASE，以及数据库是否已启动。"


def file_problem(error: OSError) -> str:
    where = f"{error.filename} " if error.filename else ""
    return f"读写文件出错：{where}{reason_of(error)}。请改正后再运行一次。"
