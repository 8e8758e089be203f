"""Shown, objected to, answered, released, corrected: and what was concluded once never changes."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from wangyu.assessment.evaluation.exports.bundle import own_part, stored
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.models import (
    Conclusion,
    ConclusionRow,
    Cycle,
    VerdictChange,
)
from wangyu.assessment.evaluation.ops import noticing as ops
from wangyu.assessment.evaluation.ops import objections
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.assessment.evaluation.queries.reckoning import reckon
from wangyu.base.core.access import Refused
from wangyu.base.core.files.store import path_of
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
LATER = timedelta(days=8)


def titles(user):
    return list(Notification.objects.filter(recipient=user).values_list("title", flat=True))


@pytest.fixture
def mine(noticed, university):
    return noticed.members.get(organisation=university)


@pytest.fixture
def objection(mine, reporter, now):
    return objections.object_to(
        member=mine, indicator="meetings", words="纪要少算一次", actor=reporter, now=now
    )


@pytest.fixture
def released(noticed, officer, now):
    return ops.release(cycle=noticed, actor=officer, now=now + LATER)


def answered(objection, officer, now, verb="uphold", words="纪要有三次", **more):
    answer = objections.Answer(verb, words, **more)
    return objections.answer_objection(objection=objection, answer=answer, actor=officer, now=now)


class TestNotice:
    def test_not_before_everybody_is_decided(self, concluding, officer, now):
        with pytest.raises(EvaluationError, match="还有 8 所高校没有拟定等级"):
            ops.publicize(cycle=concluding, actor=officer, now=now)

    def test_the_conclusion_is_made_and_everybody_told(self, reporter_user, noticed):
        found = noticed.conclusions.get()
        assert (found.number, found.reason, found.rows.count()) == (1, "", 8)
        assert f"{noticed.notice_until:%Y-%m-%d %H:%M:%S}" == "2026-03-10 23:59:59"
        assert "“2024—2025 年综合评价”拟定结论公示" in titles(reporter_user)

    def test_an_interim_only_tells(self, concluding, officer, now):
        Cycle.objects.filter(pk=concluding.pk).update(form="interim")
        found = ops.publicize(cycle=concluding, actor=officer, now=now)
        assert set(ConclusionRow.objects.values_list("grade", flat=True)) == {""}
        assert queries.model_names(found) == []

    def test_withdrawn_with_a_reason_which_the_next_conclusion_says(self, noticed, officer, now):
        with pytest.raises(IllegalMoveError, match="必须写明理由"):
            ops.withdraw_notice(cycle=noticed, actor=officer, now=now)
        back = ops.withdraw_notice(cycle=noticed, actor=officer, now=now, reason="漏了一所")
        assert (back.state, back.notice_until) == ("concluding", None)
        again = ops.publicize(cycle=back, actor=officer, now=now)
        assert [c.reason for c in again.conclusions.all()] == ["", "漏了一所"]

    def test_from_the_notice_on_pages_say_what_was_recorded(self, noticed, mine):
        before = queries.lines_of(noticed).full(mine.pk)
        mine.checks_had.update(state="open")
        assert queries.lines_of(noticed).full(mine.pk) == before


class TestObjections:
    def test_made_by_the_university_during_the_notice(self, objection, officer_user, mine):
        assert (objection.state, objection.member) == ("open", mine)
        assert f"{mine.organisation.name}提出异议" in titles(officer_user)

    @pytest.mark.parametrize(
        ("indicator", "words", "said"),
        [("", "  ", "请写明异议的事实和依据"), ("nothing", "有误", "没有这个指标")],
    )
    def test_what_says_nothing_is_refused(self, mine, reporter, now, indicator, words, said):
        with pytest.raises(EvaluationError, match=said):
            objections.object_to(
                member=mine, indicator=indicator, words=words, actor=reporter, now=now
            )

    def test_not_after_the_notice(self, mine, reporter, now):
        with pytest.raises(EvaluationError, match="公示期间才能提出异议"):
            objections.object_to(
                member=mine, indicator="", words="晚了", actor=reporter, now=now + LATER
            )

    def test_not_without_end(self, mine, reporter, now, monkeypatch):
        monkeypatch.setattr(objections, "MOST_OPEN", 1)
        objections.object_to(member=mine, indicator="", words="一", actor=reporter, now=now)
        with pytest.raises(EvaluationError, match="已有 1 条异议等待答复"):
            objections.object_to(member=mine, indicator="", words="二", actor=reporter, now=now)

    def test_upheld_points_make_a_new_conclusion_that_says_why(
        self, objection, mine, noticed, officer, reporter_user, now
    ):
        answered(objection, officer, now, points=Decimal(30))
        first, second = noticed.conclusions.all()
        assert second.reason == "异议成立：纪要有三次"
        cell = second.rows.get(member=mine).scores["by_leaf"]["meetings"]
        assert (cell["points"], cell["how"]) == (30.0, "异议成立，改定")
        assert first.rows.get(member=mine).scores["by_leaf"]["meetings"]["points"] < 30
        assert "对“2024—2025 年综合评价”的异议已答复：成立" in titles(reporter_user)
        assert bundle.recompute(stored(second), "包").identical

    def test_an_upheld_grade_changes_the_verdict_and_keeps_what_it_was(
        self, objection, mine, noticed, officer, now
    ):
        answered(objection, officer, now, grade="model")
        assert queries.latest(noticed).rows.get(member=mine).grade == "model"
        change = VerdictChange.objects.filter(member=mine).last()
        assert (change.before, change.after) == ("passed", "model")
        assert change.reason == "异议成立：纪要有三次"

    def test_the_last_ruling_on_an_indicator_counts(
        self, objection, mine, noticed, reporter, officer, now
    ):
        answered(objection, officer, now, points=Decimal(30))
        again = objections.object_to(
            member=mine, indicator="meetings", words="还有", actor=reporter, now=now
        )
        answered(again, officer, now + timedelta(hours=1), points=Decimal(20))
        cell = queries.latest(noticed).rows.get(member=mine).scores["by_leaf"]["meetings"]
        assert cell["points"] == 20.0

    def test_upheld_without_a_change_is_no_answer(self, objection, officer, now):
        with pytest.raises(EvaluationError, match="请写明改变什么"):
            answered(objection, officer, now)

    def test_points_beyond_the_indicator_are_refused(self, objection, officer, now):
        with pytest.raises(EvaluationError, match="应在 0 到 30 之间，现在是 31"):
            answered(objection, officer, now, points=Decimal(31))

    def test_points_need_an_indicator(self, mine, reporter, officer, now):
        whole = objections.object_to(
            member=mine, indicator="", words="整体", actor=reporter, now=now
        )
        with pytest.raises(EvaluationError, match="没有针对一项末级指标"):
            answered(whole, officer, now, points=Decimal(3))

    def test_dismissed_changes_nothing(self, objection, noticed, officer, now):
        found = answered(objection, officer, now, verb="dismiss", words="材料不足")
        assert (found.state, noticed.conclusions.count()) == ("dismissed", 1)
        with pytest.raises(IllegalMoveError):
            answered(objection, officer, now)

    def test_an_answer_needs_words_and_the_province(self, objection, officer, reporter, now):
        with pytest.raises(IllegalMoveError, match="必须写明理由"):
            answered(objection, officer, now, words=" ")
        with pytest.raises(Refused):
            answered(objection, reporter, now, points=Decimal(30))

    def test_only_during_the_notice(self, objection, noticed, officer, now):
        Cycle.objects.filter(pk=noticed.pk).update(state="concluding")
        with pytest.raises(EvaluationError, match="公示期间才能答复"):
            answered(objection, officer, now, points=Decimal(30))


class TestRelease:
    def test_not_before_the_notice_is_over(self, noticed, officer, now):
        with pytest.raises(EvaluationError, match="公示到 2026年3月10日 23:59 为止"):
            ops.release(cycle=noticed, actor=officer, now=now)

    def test_not_while_an_objection_waits(self, noticed, objection, officer, now):
        with pytest.raises(EvaluationError, match="还有 1 条异议没有答复"):
            ops.release(cycle=noticed, actor=officer, now=now + LATER)
        assert objection.state == "open"

    def test_all_are_told(self, reporter_user, released, now):
        assert released.released_at == now + LATER
        assert "“2024—2025 年综合评价”结论已公布" in titles(reporter_user)
        assert queries.model_names(released) == ["云梦师范学院"]

    @pytest.mark.usefixtures("released")
    def test_a_released_conclusion_never_changes(self):
        row = ConclusionRow.objects.first()
        for change in (lambda: Conclusion.objects.update(reason="改"), row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_correction_is_another_conclusion(self, released, mine, officer, reporter_user, now):
        made = ops.correct(
            cycle=released, member=mine, grade="mending", reason="材料不实", actor=officer, now=now
        )
        assert (made.number, made.reason) == (2, "材料不实")
        grades = [c.rows.get(member=mine).grade for c in released.conclusions.all()]
        assert grades == ["passed", "mending"]
        assert "“2024—2025 年综合评价”的结论有更正" in titles(reporter_user)
        assert released.steps.filter(verb="correct").exists()

    def test_a_correction_without_a_grade(self, released, officer, now):
        made = ops.correct(
            cycle=released, member=None, grade="", reason="校名有误", actor=officer, now=now
        )
        assert made.number == 2

    @pytest.mark.parametrize(
        ("grade", "reason", "said"),
        [("mending", " ", "必须写明理由"), ("", "有误", "请选择一个等级")],
    )
    def test_a_correction_says_why_and_what(
        self, released, mine, officer, now, grade, reason, said
    ):
        with pytest.raises(EvaluationError, match=said):
            ops.correct(
                cycle=released, member=mine, grade=grade, reason=reason, actor=officer, now=now
            )

    def test_before_the_release_nothing_is_corrected(self, noticed, officer, now):
        with pytest.raises(EvaluationError, match="公布以后才需要更正"):
            ops.correct(cycle=noticed, member=None, grade="", reason="早", actor=officer, now=now)

    def test_a_second_conclusion_without_a_reason_is_refused(self, noticed, officer, now):
        back = ops.withdraw_notice(cycle=noticed, actor=officer, now=now, reason="有误")
        with pytest.raises(EvaluationError, match="要写明与上一次相比"):
            ops.conclude_again(back, reckon(back, " "), officer, now)


class TestBundle:
    def test_the_stored_bundle_recomputes_after_the_scheme_has_changed(self, released, version):
        version.data["indicator"][1]["points"] = 1
        version.save()
        report = bundle.recompute(stored(released.conclusions.get()), "包")
        assert report.identical
        assert report.numbers > 300

    @pytest.mark.usefixtures("released")
    def test_a_university_recomputes_its_own_part(self, mine):
        data = own_part(queries.row_of_latest(mine))
        report = bundle.recompute(data, "包")
        assert (report.identical, report.kind) == (True, "own")
        whole = queries.row_of_latest(mine).scores
        assert _json(data, "results.json") == {k: v for k, v in whole.items() if k != "alike"}

    def test_it_names_nobody_else(self, released, mine):
        data = own_part(queries.row_of_latest(mine))
        text = "".join(_texts(data).values())
        for other in released.members.exclude(pk=mine.pk):
            assert other.organisation.name not in text
        assert mine.organisation.name in text
        assert text.count("会议讨论") == 1

    def test_in_a_small_group_no_place_is_told(self, released, other_university):
        alone = released.members.get(organisation=other_university)
        data = own_part(queries.row_of_latest(alone))
        assert "standing.csv" not in _texts(data)
        assert "rank" not in _json(data, "results.json")
        assert bundle.recompute(data, "包").identical

    def test_a_lost_file_is_told(self, released):
        found = released.conclusions.get()
        path_of(found.bundle_name).unlink()
        with pytest.raises(Refused, match="从备份中恢复"):
            stored(found)
        with pytest.raises(CommandError, match="从备份中恢复"):
            call_command("export", "bundle", str(released.pk), "--out", "x.zip")

    def test_exported_and_recomputed_from_the_shell(self, released, tmp_path, capsys):
        out = tmp_path / "结论.zip"
        call_command("export", "bundle", str(released.pk), "--conclusion", "1", "--out", str(out))
        assert "与登记的指纹相同" in capsys.readouterr().out
        call_command("recompute", str(out))
        assert '"identical": true' in capsys.readouterr().out

    def test_what_is_not_there_is_not_exported(self, released, tmp_path):
        for more, said in (("--conclusion=7", "没有第 7 次结论"), ("--conclusion=1", "不能写入")):
            with pytest.raises(CommandError, match=said):
                call_command("export", "bundle", str(released.pk), more, "--out", str(tmp_path))
        with pytest.raises(CommandError, match="还没有结论"):
            call_command("export", "bundle", "999", "--out", str(tmp_path / "x"))

    def test_a_tampered_store_is_told(self, released, tmp_path):
        found = released.conclusions.get()
        path_of(found.bundle_name).write_bytes(b"other")
        with pytest.raises(CommandError, match="与登记的指纹不同"):
            call_command("export", "bundle", str(released.pk), "--out", str(tmp_path / "x"))


def _texts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _json(data, name):
    return json.loads(_texts(data)[name])
