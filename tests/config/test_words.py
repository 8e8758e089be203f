from __future__ import annotations

import re
from argparse import ArgumentParser

import pytest

from wangyu.config.words import ChineseHelp, argument_problem


def parser():
    made = ArgumentParser(prog="wangyu x", formatter_class=ChineseHelp)
    made.add_argument("file", metavar="文件", help="读入的文件")
    made.add_argument("--count", type=float, metavar="个数", help="几个")
    made.add_argument("--kind", choices=["csv", "xlsx"], help="哪一种")
    made.add_argument("--traceback", action="store_true", help="Show a traceback.")
    made.add_argument("--skip-checks", action="store_true")
    return made


def test_help_has_chinese_headings_and_only_options_explained_in_chinese():
    shown = parser().format_help()
    assert shown.startswith("用法：wangyu x [-h] [--count 个数] [--kind {csv,xlsx}] 文件")
    assert re.search(r"\n参数.\n  文件 ", shown)
    assert re.search(r"\n选项.\n  -h, --help ", shown)
    assert "显示这段说明" in shown
    assert "traceback" not in shown
    assert "skip-checks" not in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "缺少 文件。"),
        (["a", "--count", "viel"], "--count 的值 'viel' 不对。"),
        (["a", "--kind", "pdf"], "--kind 的值 'pdf' 不对，可用：'csv', 'xlsx'。"),
        (["a", "b"], "不认识的选项 b。"),
    ],
)
def test_argparse_complaints_become_one_sentence(arguments, sentence, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(arguments)
    message = capsys.readouterr().err.rpartition("error: ")[2].strip()
    assert argument_problem("x", message) == f"wangyu x：{sentence}运行 wangyu x --help 看用法。"


def test_a_complaint_nobody_foresaw_is_still_a_sentence():
    assert argument_problem("x", "Error: strange").startswith("wangyu x：strange。")
