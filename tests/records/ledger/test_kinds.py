"""The catalogue of items: read whole, and every mistake named by file, place and remedy."""

import pytest

from wangyu.base.lib.packs import PackError
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.kinds import items as kinds

ITEM = """
[[item]]
key = "{key}"
label = "项"
kind = "{kind}"
section = "{section}"
"""
SOUND = ITEM.format(key="a", kind="integer", section="甲") + ITEM.format(
    key="b", kind="yesno", section="乙"
)
CHECK = """
[[check]]
id = "c"
level = "warn"
left = ["a"]
op = "<="
right = ["b"]
message = "不对。"
"""
CHANGE = """
[[change]]
key = "a"
percent = 30
"""


@pytest.fixture
def pack(settings, tmp_path):
    """Write a pack's items and read them."""

    def write(text):
        (tmp_path / "试用").mkdir(exist_ok=True)
        (tmp_path / "试用" / kinds.FILE).write_text(text, encoding="utf-8")
        kinds._read.cache_clear()
        return catalogue("试用")

    settings.PACKS_DIR = tmp_path
    yield write
    kinds._read.cache_clear()


def test_the_pack_in_use_is_read_by_default(settings):
    assert catalogue() == catalogue(settings.PACK)
    assert catalogue().items["students"].unit == "人"


def test_items_checks_and_changes_are_read(pack):
    found = pack(SOUND + CHECK + CHANGE)
    assert list(found.items) == ["a", "b"]
    assert found.checks[0].left == ("a",)
    assert found.changes["a"].percent == 30


def test_sections_come_in_the_order_of_the_file(pack):
    twice = SOUND + ITEM.format(key="c", kind="text", section="甲")
    assert pack(twice).sections == ["甲", "乙"]


def test_an_item_is_read_with_its_defaults(pack):
    item = pack(SOUND).items["a"]
    assert (item.period, item.evidence, item.required, item.minutes) == ("span", "none", True, 1)


def test_a_pack_without_items_is_an_empty_catalogue(pack):
    assert pack("").items == {}


MISTAKES = {
    "broken": ("[[item]\n", "不是合法的 TOML"),
    "no label": ('[[item]]\nkey = "a"', "[[item]] a 缺少 label"),
    "strange key": (SOUND + 'lable = "项"', "没有 lable 这个键"),
    "strange kind": (ITEM.format(key="a", kind="number", section="甲"), "kind 写作 number，应为"),
    "strange period": (SOUND + 'period = "year"', "period 写作 year"),
    "strange evidence": (SOUND + 'evidence = "must"', "evidence 写作 must"),
    "bare minimum": (SOUND + "minimum = 0", "minimum 写作 0，应为带引号的数字"),
    "minimum no number": (SOUND + 'minimum = "零"', "minimum 写作 零"),
    "nothing possible": (SOUND + 'minimum = "5"\nmaximum = "4.5"', "minimum 大于 maximum"),
    "no time at all": (SOUND + "minutes = 0", "minutes 写作 0，应为大于 0 的分钟数"),
    "key not for links": (ITEM.format(key="在校生", kind="integer", section="甲"), "key 写作 在校生"),
    "item twice": (SOUND + SOUND, "填报项 a 写了两次"),
    "check twice": (SOUND + CHECK + CHECK, "校验 c 写了两次"),
    "change twice": (SOUND + CHANGE + CHANGE, "变化幅度 a 写了两次"),
    "check of nothing": (SOUND + CHECK.replace('["a"]', "[]"), "left 和 right 都应至少有一项"),
    "check of a stranger": (SOUND + CHECK.replace('["b"]', '["z"]'), "校验 c 里的 z 应是"),
    "strange level": (SOUND + CHECK.replace("warn", "hint"), "level 写作 hint"),
    "strange comparison": (SOUND + CHECK.replace("<=", "<"), "op 写作 <"),
    "check without message": (SOUND + CHECK.replace('message = "不对。"', ""), "缺少 message"),
    "change of a stranger": (SOUND + CHANGE.replace('"a"', '"z"'), "变化幅度 里的 z 应是"),
    "check of a text": (
        SOUND.replace("yesno", "text") + CHECK, "校验 c 里的 b 应是这份文件里的数字",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_the_place(pack, mistake):
    text, words = MISTAKES[mistake]
    with pytest.raises(PackError, match=r"规则包 试用 的 items\.toml") as refused:
        pack(text)
    assert words in str(refused.value)


def test_a_missing_pack_is_named(settings, tmp_path):
    settings.PACKS_DIR = tmp_path
    with pytest.raises(PackError, match=r"缺少文件 items\.toml"):
        catalogue("没有的")
