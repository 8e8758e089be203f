import pytest

from wangyu.activities.calls.logic.blinding.words import find, masked, useful

KNOWN = ["张三", "云梦大学", "云梦大学文学院", "云大", "Li", "马 小", ""]


def words(text, known=()):
    return [place.words for place in find(text, known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("作者张三，来自云梦大学文学院。", ["张三", "云梦大学文学院"]),
        ("张 三和张三", ["张三"]),
        ("云 梦\n大学的校园", ["云梦大学"]),
        ("Life is light, li 是我", ["li"]),
        ("我叫马小云", ["马小"]),
        ("我在湖南大学读书", ["湖南大学"]),
        ("考上了长沙民政职业技术学院，毕业", ["长沙民政职业技术学院"]),
        ("大学生活，全国大学联盟，我们大学", []),
        ("湖南大学生的故事", []),
        ("学号：202301011234，电话 13812345678", ["学号：202301011234", "13812345678"]),
        ("身份证 43010119900101123X 和 a.b@hnu.edu.cn", ["43010119900101123X", "a.b@hnu.edu.cn"]),
        ("关注公众号：梦里水乡，微博@小明同学", ["公众号：梦里水乡", "微博@小明同学"]),
        ("看 https://www.bilibili.com/video/BV1 。@张老师", ["https://www.bilibili.com/video/BV1", "@张老师"]),
        ("2025年3月1日，1200000 人看过，占 13.812345678", []),
        ("li@x.cn 来自某地大学", ["li@x.cn", "某地大学"]),
        ("", []),
    ],
)  # fmt: skip
def test_words_that_may_tell_are_found(text, found):
    assert words(text, KNOWN) == found


def test_a_place_shows_what_stands_around_it():
    (place,) = find("一" * 40 + "张三" + "二" * 40, ["张三"])
    assert place.around == "一" * 20 + "【张三】" + "二" * 20


def test_without_known_words_schools_and_numbers_are_found():
    assert words("湖南大学 13812345678") == ["湖南大学", "13812345678"]


def test_names_too_short_to_tell_are_not_looked_for():
    assert useful(["甲", " 乙 丙 ", "乙丙", "云梦大学"]) == ["云梦大学", "乙丙"]


def test_masking_takes_every_place_however_it_is_spaced():
    assert masked("张三、张 三与云梦大学", ["张三", "云梦大学"]) == "〔略〕、〔略〕与〔略〕"
