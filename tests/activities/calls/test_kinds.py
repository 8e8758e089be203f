"""The editions of the pack: what is known of each, and what is wrong said in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from wangyu.activities.calls import kinds
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.logic.edition import as_plain, read_edition
from wangyu.base.lib.packs import PackError

SMALL = {
    "key": "small", "kind": "works", "title": "小的",
    "track": [{"key": "one", "title": "一", "entrant": "student"}],
}  # fmt: skip


def test_hunan_2025_has_its_seven_tracks_and_five_classes():
    edition = editions()["hunan_2025"].edition
    assert [t.entrant for t in edition.tracks].count("student") == 7
    assert [t.title for t in edition.tracks if t.entrant == "teacher"] == [
        "优秀网络文章", "优秀工作案例", "优秀微课", "优秀新媒体作品", "优秀“AI+思政”作品",
    ]  # fmt: skip
    assert (edition.opens, edition.due) == (date(2025, 5, 21), date(2025, 9, 15))
    assert edition.track("articles").authors == 1


def test_the_three_kinds_of_light_have_their_lengths():
    edition = editions()["hunan_2025"].edition
    found = {
        subtype: [(f.fewest, f.most, f.min_seconds, f.max_seconds) for f in edition.files_of("light", subtype) if f.key == "film"]
        for subtype in edition.track("light").subtypes
    }  # fmt: skip
    assert found == {
        "微视频": [(1, 1, None, 300)], "系列短视频": [(3, 10, 60, 300)], "微课程": [(1, 5, None, 600)],
    }  # fmt: skip


def test_the_festivals_differ_as_their_notices_do():
    def film(key):
        return next(f for f in editions()[key].edition.files if f.title == "微视频")

    assert (film("festival_5").max_seconds, film("festival_5").max_mb) == (60, 100)
    assert (film("festival_6").max_seconds, film("festival_6").advised_mb) == (300, 600)
    assert editions()["hunan_2022"].edition.except_authority == "教育部"


def test_the_eighth_festival_has_what_schools_wrote_down_of_its_annex():
    edition = editions()["festival_8"].edition
    assert edition.track("words").authors == 1
    assert [one.max_chars for one in edition.files_of("words")] == [5000]
    found = {
        subtype: [(f.formats, f.most, f.max_mb) for f in edition.files_of("pictures", subtype)]
        for subtype in edition.track("pictures").subtypes
    }
    assert found == {
        "漫画": [(("jpg",), 6, None)], "摄影": [(("jpg",), 6, None)], "平面广告": [(("jpg",), 3, 10)],
    }  # fmt: skip
    assert {t.key for t in edition.tracks if "规格没有读到" in t.unread} == {
        "images", "voices", "skills", "dreams",
    }  # fmt: skip


def test_money_stands_with_the_class_of_project():
    awards = editions()["projects_2022"].edition.awards
    assert [(a.title, a.places, a.money) for a in awards] == [
        ("重点立项", 6, 10_000), ("一般立项", 30, 4000), ("自筹立项", None, None),
    ]  # fmt: skip


def test_unread_limits_are_named_and_not_invented():
    edition = editions()["hunan_2025"].edition
    unread = [t.key for t in edition.tracks if t.unread]
    assert "words" in unread
    assert all(f.max_chars is None for f in edition.files_of("words"))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"track": []}, "至少要有一个"),
        ({"track": [{"key": "one", "title": "一", "entrant": "dog"}]}, "entrant"),
        ({"file": [{"key": "a", "title": "b", "formats": ["pdf"], "tracks": ["two"]}]}, "two 不存在"),
        ({"track": SMALL["track"] * 2}, "写了两次"),
        ({"made_from": "昨天"}, "made_from"),
        ({"dance": 1}, "dance"),
    ],
    ids=["none", "entrant", "track", "twice", "day", "strange"],
)  # fmt: skip
def test_what_is_wrong_in_an_edition_is_one_sentence(more, words):
    with pytest.raises(PackError, match=words):
        read_edition("试", SMALL | more)


def test_days_are_kept_as_text():
    assert as_plain({"a": [date(2025, 1, 2), (1,)]}) == {"a": ["2025-01-02", [1]]}


def test_an_edition_of_no_kind_is_refused(tmp_path, settings):
    folder = tmp_path / "own" / "calls" / "editions"
    folder.mkdir(parents=True)
    (folder.parent / "kinds.toml").write_text("")
    (folder / "a.toml").write_text(
        'key = "a"\nkind = "b"\ntitle = "c"\n[[track]]\nkey = "d"\ntitle = "e"\nentrant = "student"\n'
    )
    settings.PACKS_DIR = tmp_path
    with pytest.raises(PackError, match="不在 kinds"):
        kinds.editions("own")
