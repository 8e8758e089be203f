from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from wangyu.base.lib import packs
from wangyu.base.lib.packs import PackError, read_toml


def test_a_file_of_a_pack_is_read(tmp_path):
    (tmp_path / "clauses.toml").write_text('name = "办法"\n', encoding="utf-8")
    assert read_toml(tmp_path, "clauses.toml") == {"name": "办法"}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PackError, match=r"缺少文件 items\.toml"):
        read_toml(tmp_path, "items.toml")


def test_a_broken_file_is_named_with_its_fault(tmp_path):
    (tmp_path / "items.toml").write_text("a = = 1", encoding="utf-8")
    with pytest.raises(PackError, match=r"items\.toml 不是合法的 TOML.*line 1"):
        read_toml(tmp_path, "items.toml")


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "items.toml").write_bytes("名称 = 1".encode("gbk"))
    with pytest.raises(PackError, match=r"items\.toml 应存为 UTF-8"):
        read_toml(tmp_path, "items.toml")


def row(**values):
    keys = {"key": packs.text(), "note": packs.text("")} | {
        name: key for name, (key, _) in values.items()
    }
    return packs.read_row("某处", {"key": "a"} | {n: v for n, (_, v) in values.items()}, keys)


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        (packs.text(), "文字", "文字"),
        (packs.texts(), ["甲", "乙"], ("甲", "乙")),
        (packs.flag(), True, True),
        (packs.one_of(("a", "b")), "b", "b"),
        (packs.slug(), "full_time_staff", "full_time_staff"),
        (packs.bound(), "-0.50", "-0.50"),
        (packs.minutes(1), 0.5, 0.5),
        (packs.count(), 3, 3),
        (packs.counts(), [1, 2], (1, 2)),
        (packs.figure(), "0.008", Decimal("0.008")),
        (packs.day(), date(2021, 12, 31), date(2021, 12, 31)),
    ],
)
def test_a_right_value_is_read_into_its_type(key, value, found):
    assert row(x=(key, value)) == {"key": "a", "note": "", "x": found}


@pytest.mark.parametrize(
    ("key", "value", "right"),
    [
        (packs.text(), 3, "一段文字"),
        (packs.text(), " ", "一段文字"),
        (packs.texts(), "甲", "文字的列表"),
        (packs.texts(), ["甲", 1], "文字的列表"),
        (packs.flag(), "yes", "true 或 false"),
        (packs.one_of(("a", "b")), "c", "a、b 之一"),
        (packs.one_of({"a": 1}), ["a"], "a 之一"),
        (packs.count(), 0, "从 1 起的整数"),
        (packs.count(), True, "从 1 起的整数"),
        (packs.count(), "1", "从 1 起的整数"),
        (packs.counts(), [1, "2"], "整数的列表"),
        (packs.figure(), 0.1, "带引号的正数"),
        (packs.figure(), "0", "带引号的正数"),
        (packs.figure(), "-1", "带引号的正数"),
        (packs.figure(), "NaN", "带引号的正数"),
        (packs.figure(), "Infinity", "带引号的正数"),
        (packs.figure(), "三十", "带引号的正数"),
        (packs.slug(), "在校生", "小写字母开头"),
        (packs.slug(), "1a", "小写字母开头"),
        (packs.slug(), "a" * 61, "最多 60 个"),
        (packs.slug(), 1, "小写字母开头"),
        (packs.bound(), 0, "带引号的数字"),
        (packs.bound(), "1e3", "带引号的数字"),
        (packs.bound(), "９", "带引号的数字"),
        (packs.minutes(1), 0, "大于 0 的分钟数"),
        (packs.minutes(1), True, "大于 0 的分钟数"),
        (packs.minutes(1), float("inf"), "大于 0 的分钟数"),
        (packs.minutes(1), float("nan"), "大于 0 的分钟数"),
        (packs.day(), "2021-12-31", "日期"),
        (packs.day(), datetime(2021, 12, 31, tzinfo=UTC), "日期"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(key, value, right):
    with pytest.raises(PackError, match=f"^某处 的 x 写作 .*应为.*{right}"):
        row(x=(key, value))


def test_nothing_written_is_quoted_as_nothing():
    with pytest.raises(PackError, match=r"写作 （空），应为一段文字"):
        row(x=(packs.text(), " "))


def test_a_long_wrong_value_is_quoted_in_part():
    with pytest.raises(PackError) as caught:
        row(x=(packs.count(), "甲" * 500))
    assert len(str(caught.value)) < 100


def test_a_missing_and_a_strange_key_are_named():
    with pytest.raises(PackError, match=r"^某处 缺少 x，应为日期"):
        packs.read_row("某处", {}, {"x": packs.day()})
    with pytest.raises(PackError, match=r"^某处 里没有 y 这个键，可用的键是 x$"):
        packs.read_row("某处", {"y": 1}, {"x": packs.day()})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[[item]]\nkey = "a"\nx = 1', r"\[\[item\]\] a 里没有 x"),
        ('[[item]]\nkey = "a"\n[[item]]\nkey = 2', r"第 2 个 \[\[item\]\] 的 key 写作 2"),
        ("[item]\nkey = 1", r"item 应写成一段段 \[\[item\]\]"),
        ("item = [1]", r"item 应写成一段段 \[\[item\]\]"),
    ],
)
def test_a_wrong_row_is_named_by_its_key_or_its_place(tmp_path, content, words):
    (tmp_path / "items.toml").write_text(content, encoding="utf-8")
    with pytest.raises(PackError, match=rf"的 items\.toml：{words}"):
        packs.read_rows(tmp_path, "items.toml", "item", {"key": packs.text()})


def test_a_file_without_the_table_has_no_rows(tmp_path):
    (tmp_path / "items.toml").write_text("", encoding="utf-8")
    assert packs.read_rows(tmp_path, "items.toml", "item", {}) == []
