"""Hunan's round of 2025 with the whole real roster, played from its notice to the gallery.

What is known of it is held against the edition (docs/replay2025.md says from where); works, people,
scores, quotas and numbers of awards are made up: 示例·非官方. They stay in the test's own database.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.activities.calls.replay import choosing, deciding, entering, judging
from tests.activities.calls.replay.people import settle
from tests.portal.conftest import rows as roster
from wangyu.activities.calls import ops
from wangyu.activities.calls.access.shown import exhibited_entries, won_entries
from wangyu.activities.calls.exports.rolls import sheet_rows
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import BlindCopy, Entry, Finding, Review, Roll, Standing
from wangyu.activities.calls.ops import blinding
from wangyu.activities.calls.queries import rules_of
from wangyu.base.notify.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
KNOWN = editions()["hunan_2025"]
TRACKS = [one.title for one in KNOWN.edition.tracks]
REFUSED_ENTRIES = (
    "发表日期 2024年1月14日 早于规定的 2024年1月15日",
    "时长是 5 分 01 秒，不应超过 5 分 00 秒",
    "“改了名的.mp4”的扩展名与内容不符",
    "“系列短视频”应有 3 个文件，现在有 2 个",
    "“优秀网络文章”的作者不超过 1 人",
    "同一作品只能由一条通道参加；请撤回其中一件再提交",
    "“优秀网络文章”由高校教师和工作人员申报",
)


@pytest.fixture
def land(db):
    return settle()


@pytest.fixture
def call(land):
    edition = KNOWN.edition
    facts = ops.Facts(edition.title, edition.guide, entering.OPENS, entering.DUE)
    said = {"actor": land.officer, "now": entering.OPENS}
    made = ops.create_call(owner=land.place, rules=KNOWN.data, facts=facts, **said)
    made = ops.open_call(call=made, **said)
    made.refresh_from_db()
    return made


def test_the_round_of_2025_from_its_notice_to_the_gallery(land, call):
    entered = _entered(land, call)
    recommended = _recommended(land, call, entered)
    passed = _examined(land, call, recommended)
    _made_blind(land, call, passed)
    truth = _judged(land, call, passed)
    _met(land, call)
    _calibrated_is_nearer_to_the_truth(call, truth)
    _shown(land, call, passed)


def _entered(land, call):
    assert len(land.schools) == len(roster()) == 139
    told = entering.turned_away(call, land)
    assert [words for words in REFUSED_ENTRIES if not told.has(words)] == []
    count = entering.everybody(call, land) + len(entering.doubtful(call, land)) + 2
    assert Entry.objects.filter(call=call, state="submitted").count() == count
    assert {one.late for one in Entry.objects.filter(call=call, track="voices")} == {True, False}
    return count


def _recommended(land, call, entered):
    told = choosing.choose(call, land)
    crowded = entering.CROWDED
    assert (
        len([s for s in told.sentences if "每校 2 件的名额还可以推荐 2 件，您选了 3 件" in s])
        == crowded
    )
    assert len([s for s in told.sentences if "每校 2 件的名额已经用完" in s]) == crowded
    assert told.has("校内公示应为 5 至 60 天，现在写的是 4 天")
    assert told.has("期满后再签发")
    assert choosing.signed(call) == len(land.schools), "every university of the roster recommends"
    held = Counter(
        Entry.objects.filter(call=call, state="recommended").values_list("organisation", "track")
    )
    assert max(held.values()) == 2
    _sheets_are_in_order(call, land)
    return entered - crowded


def _sheets_are_in_order(call, land):
    """序号 runs through the sheet, class by class as the notice lists them, and names the file."""
    for school in (land.schools[0], land.schools[7], land.schools[-1]):
        lines = sheet_rows(Roll.objects.get(call=call, organisation=school.place))
        assert [line[0] for line in lines] == list(range(1, len(lines) + 1))
        assert [line[1] for line in lines] == sorted((line[1] for line in lines), key=TRACKS.index)
        for number, track, _, title, *_, files, _ in lines:
            assert files.startswith(f"{number}.{track}《{title}》"), files
    first = sheet_rows(Roll.objects.get(call=call, organisation=land.schools[0].place))
    begun = dict(Entry.objects.filter(call=call).values_list("title", "pk"))
    assert begun[first[0][3]] > begun[first[1][3]], "the second was moved up before it was signed"


def _examined(land, call, recommended):
    asked = choosing.examine(call, land)
    said = sum("请人工核对" in one for one in asked)
    assert said == len({u for t in KNOWN.edition.tracks for u in t.unread}), (
        "unread rules are for people"
    )
    assert sum("“2022年推选”中已有同一作品" in one for one in asked) == 1
    assert sum("晚于截止" in one for one in asked) == 2, "one work and its university's signature"
    assert Counter(Entry.objects.filter(call=call).exclude(revision=0).values_list("state", flat=True)) == {
        "format_ok": recommended - 1, "format_rejected": 1, "declined": entering.CROWDED,
    }  # fmt: skip
    return recommended - 1


def _made_blind(land, call, passed):
    choosing.make_blind(call)
    said = {"actor": land.officer, "now": choosing.EXAMINED}
    copies = list(BlindCopy.objects.filter(entry__call=call))
    assert len({one.code for one in copies}) == passed
    for copy in copies:
        if found := list(copy.findings.all()):
            blinding.rule_findings(copy=copy, findings=found, ruling="masked", **said)
    works = [copy.entry_id for copy in copies]
    assert blinding.freeze_copies(call=call, works=works, **said) == passed
    named = {one.place.name for at, one in enumerate(land.schools) if at % 20 == 0}
    masked = set(Finding.objects.filter(ruling="masked").values_list("words", flat=True))
    assert named <= masked
    told = " ".join(str(one.answers) for one in BlindCopy.objects.all())
    assert [name for name in named if name in told] == []


def _judged(land, call, passed):
    judging.gather(call, land)
    plan = judging.give_out(call, land)
    assert len(plan["reviews"]) - plan["added"] == passed * KNOWN.edition.reviews
    assert plan["apart"] == []
    assert plan["objective"] + plan["loss"] == plan["bound"], "the rest was proved to be the best"
    truth = judging.judge(call, land)
    rows = Review.objects.filter(entry__call=call, state="done").select_related("panelist", "entry")
    for one in rows:
        assert one.panelist.organisation_id != one.entry.organisation_id
    assert len(rows) == len(plan["reviews"])
    return truth


def _calibrated_is_nearer_to_the_truth(call, truth):
    """In each track the order of works against how good they were made; over all clearly nearer."""
    means, scores = [], []
    for track in rules_of(call).tracks:
        found = Standing.objects.filter(entry__call=call, entry__track=track.key)
        worth, mean, score = np.array(
            [(truth.worth[one.entry_id], one.mean, one.score) for one in found]
        ).T
        means.append(spearmanr(worth, mean)[0])
        scores.append(spearmanr(worth, score)[0])
    assert np.mean(scores) > np.mean(means) + 0.03, (means, scores)


def _met(land, call):
    told = deciding.meet(call, land)
    assert told.has("“一等奖”在本类有 2 个名额，已拟 2 个，再加 1 个就超了")


def _shown(land, call, passed):
    shown, struck = deciding.show(call, land)
    for words in ("才满，到时再公布结果", "还有 2 条异议没有答复"):
        assert shown.has(words)
    struck.refresh_from_db()
    assert (struck.state, struck.award) == ("not_awarded", "")
    tracks = len(KNOWN.edition.tracks)
    won = won_entries(call)
    assert Counter(won.values_list("award", flat=True)) == {
        "first": 2 * tracks - 1, "second": 4 * tracks, "third": 6 * tracks,
        "merit": deciding.MERIT * tracks,
    }  # fmt: skip
    told = Notification.objects.filter(kind="calls.entry", title__contains="”获")
    assert told.count() == won.count() == 14 * tracks - 1
    unread = deciding.exhibit(call, land)
    assert unread == TRACKS, "how many the province may report was not read anywhere"
    assert exhibited_entries().count() == won.count()
    assert Entry.objects.filter(call=call, state="sent_national").count() == tracks
    assert Entry.objects.filter(call=call, state="not_awarded").count() == passed - won.count()
