"""A university's recommendation: shown inside, signed, given back; its sheet and its files."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from tests import factories
from tests.activities.calls.conftest import actor_of, again, picture
from tests.activities.calls.rolling import plant, roll_of, states
from wangyu.activities.calls import ops, ports
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.exports import rolls as exports
from wangyu.activities.calls.models import Call, Check, Entry, Roll, RollStep
from wangyu.activities.calls.ops import rolls as rolling
from wangyu.activities.calls.ops.choosing import RollError
from wangyu.activities.calls.queries import rolls
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.files.store import path_of
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(call, university, student_user):
    return plant(
        call, university, "recommended", title="家乡的桥", author="甲", entrant=student_user
    )


@pytest.fixture
def noticed(call, university, campus, chosen, now):
    return rolling.notice_roll(call=call, organisation=university, days=5, actor=campus, now=now)


@pytest.fixture
def signed(noticed, leader, now):
    return rolling.sign_roll(roll=noticed, actor=leader, now=now + timedelta(days=6))


def told(user):
    return [n.title for n in Notification.objects.filter(recipient=user).order_by("pk")]


def test_a_notice_lasts_to_the_end_of_its_last_day(noticed, now):
    assert noticed.state == "noticed"
    assert str(noticed.notice_until.astimezone(rolling.SHANGHAI)) == "2026-03-10 23:59:00+08:00"
    assert RollStep.objects.get().verb == "notice"


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize("days", [4, 61])
def test_a_notice_is_no_shorter_than_the_edition_says(call, university, campus, now, days):
    with pytest.raises(RollError, match="应为 5 至 60 天"):
        rolling.notice_roll(call=call, organisation=university, days=days, actor=campus, now=now)
    assert not Roll.objects.filter(state="noticed").exists()


def test_nothing_recommended_is_nothing_to_show(call, university, campus, now):
    with pytest.raises(RollError, match="还没有列入推荐"):
        rolling.notice_roll(call=call, organisation=university, days=5, actor=campus, now=now)


@pytest.mark.usefixtures("chosen")
def test_a_quota_that_was_lowered_later_is_kept_to(call, university, campus, now):
    for _ in range(2):
        plant(call, university, "recommended")
    with pytest.raises(RollError, match="列入了 3 件，名额是 2 件，请先移出 1 件"):
        rolling.notice_roll(call=call, organisation=university, days=5, actor=campus, now=now)


def test_the_leader_is_told_when_the_notice_begins(leader_user, request):
    request.getfixturevalue("noticed")
    assert told(leader_user) == ["“第二届推选”的推荐开始校内公示"]


def test_a_notice_is_taken_back_with_a_reason(noticed, campus, now):
    with pytest.raises(IllegalMoveError, match="写明理由"):
        rolling.take_back_roll(roll=noticed, reason=" ", actor=campus, now=now)
    back = rolling.take_back_roll(roll=noticed, reason="有异议", actor=campus, now=now)
    assert (back.state, back.notice_until) == ("collecting", None)


def test_nobody_signs_before_the_notice_is_over(noticed, leader, now):
    with pytest.raises(RollError, match="公示到 2026年3月10日 23:59 为止"):
        rolling.sign_roll(roll=noticed, actor=leader, now=noticed.notice_until)
    assert Roll.objects.get().state == "noticed"


def test_only_a_leader_signs(noticed, campus, now):
    with pytest.raises(IllegalMoveError, match="您的角色不能“签发推荐”"):
        rolling.sign_roll(roll=noticed, actor=campus, now=now + timedelta(days=6))


def test_signing_tells_the_entrants_and_the_province(
    signed, student_user, officer_user, leader_user
):
    assert (signed.state, signed.late, signed.signed_by) == ("signed", False, leader_user)
    assert told(student_user) == ["“家乡的桥”已由学校推荐"]
    assert told(officer_user)[-1] == "“第二届推选”有学校签发推荐"


def test_signing_writes_the_checks(signed, chosen):
    assert {c.tone for c in Check.objects.filter(entry=chosen)} >= {"ok", "doubt"}


def test_a_roll_signed_late_is_received_and_marked(noticed, leader, call):
    late = call.due_at + timedelta(minutes=1)
    assert rolling.sign_roll(roll=noticed, actor=leader, now=late).late


def test_a_universitys_own_deadline_counts_for_its_roll(noticed, leader, call):
    Roll.objects.update(due_at=call.due_at + timedelta(days=3))
    late = call.due_at + timedelta(days=1)
    assert not rolling.sign_roll(roll=noticed, actor=leader, now=late).late


def test_after_the_call_is_under_review_nothing_is_signed(noticed, leader, now):
    Call.objects.update(state="review")
    with pytest.raises(RollError, match="已经进入评审"):
        rolling.sign_roll(roll=noticed, actor=leader, now=now + timedelta(days=6))


def test_the_province_gives_a_signed_roll_back(signed, officer, campus_user, university, now):
    back = rolling.return_roll(roll=signed, reason="有一件不属于本届", actor=officer, now=now)
    assert (back.state, back.signed_at, back.late) == ("collecting", None, False)
    assert (
        Notification.objects.get(recipient=campus_user, kind="calls.roll").body
        == "有一件不属于本届"
    )


def test_numbers_stay_after_signing_though_a_work_is_withdrawn(
    call, university, campus, leader, now
):
    first, second = (plant(call, university, "recommended") for _ in range(2))
    rolling.notice_roll(call=call, organisation=university, days=5, actor=campus, now=now)
    signed = rolling.sign_roll(roll=Roll.objects.get(), actor=leader, now=now + timedelta(days=6))
    Entry.objects.filter(pk=first.pk).update(state="withdrawn")
    lines = rolls.lines_of(Roll.objects.get(pk=signed.pk))
    assert [(line.number, line.withdrawn) for line in lines] == [(1, True), (2, False)]
    assert [row[-1] for row in exports.sheet_rows(Roll.objects.get())] == ["已撤回", ""]
    assert exports.names_of_files(Roll.objects.get(), lines)[first.pk] == []
    assert states(second) == ["recommended"]


def test_the_log_calls_a_roll_by_its_university(call, university):
    kept = roll_of(call, university)
    assert rolls.roll_titles([kept.pk]) == {kept.pk: "云梦大学的推荐"}


class TestWhoSees:
    def test_a_universitys_own_people_at_any_time_and_the_province_when_signed(
        self, call, university, campus, leader, officer, student, stranger, noticed, now
    ):
        for actor in (campus, leader):
            assert recommending.access_roll(actor, call.pk, university.pk) == noticed
        for actor in (officer, student, stranger):
            with pytest.raises(NotVisible):
                recommending.access_roll(actor, call.pk, university.pk)
        rolling.sign_roll(roll=noticed, actor=leader, now=now + timedelta(days=6))
        assert recommending.access_roll(officer, call.pk, university.pk) == noticed

    def test_the_notice_is_for_whoever_is_of_the_university(
        self, call, university, student, dean, stranger, officer, noticed
    ):
        for actor in (student, dean):
            assert recommending.access_notice(actor, call.pk, university.pk) == noticed
        reviewer = actor_of(factories.officer(Role.REVIEWER, university.parent))
        for actor in (stranger, officer, reviewer):
            with pytest.raises(NotVisible):
                recommending.access_notice(actor, call.pk, university.pk)

    @pytest.mark.usefixtures("chosen")
    def test_nothing_is_shown_before_the_notice_begins(self, call, university, student):
        roll_of(call, university)
        with pytest.raises(NotVisible):
            recommending.access_notice(student, call.pk, university.pk)

    def test_a_department_is_no_university(self, call, department, campus):
        with pytest.raises(NotVisible):
            recommending.access_roll(campus, call.pk, department.pk)

    def test_ordering_is_the_officers(self, call, university, leader):
        with pytest.raises(Refused, match="高校中心管理员"):
            recommending.access_choosing(leader, call.pk, university.pk)

    def test_works_of_two_universities_are_not_picked_together(
        self, call, university, other_university, officer
    ):
        works = [plant(call, place, "recommended") for place in (university, other_university)]
        for place in (university, other_university):
            roll_of(call, place, "signed")
        with pytest.raises(NotVisible):
            recommending.access_picked(officer, call, [one.pk for one in works])


def test_the_province_sees_how_far_every_university_is(call, university, other_university, signed):
    rows = {o.pk: (o.roll_state, o.works) for o in rolls.universities_of(call)}
    assert rows == {university.pk: ("signed", 1), other_university.pk: (None, None)}


class TestFiles:
    @pytest.fixture
    def real(self, submitted):
        """A work whose file lies in the store."""
        Entry.objects.filter(pk=submitted.pk).update(state="recommended")
        return again(submitted)

    @pytest.fixture
    def roll(self, call, real):
        university = real.organisation
        return roll_of(call, university)

    def archive(self, as_, user, roll):
        client = as_(user)
        response = client.get(f"/calls/{roll.call_id}/rolls/{roll.organisation_id}/works.zip")
        return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    def test_an_archive_names_its_files_by_number_track_and_title(
        self, as_, campus_user, roll, real
    ):
        archive = self.archive(as_, campus_user, roll)
        assert archive.testzip() is None
        assert archive.namelist() == [
            "作品推荐汇总表.xlsx",
            "网图新视界/1.网图新视界《家乡的桥》.png",
        ]
        piece = real.pieces.get()
        kept = path_of(piece.stored_name).read_bytes()
        assert archive.read("网图新视界/1.网图新视界《家乡的桥》.png") == kept

    def test_several_files_of_a_work_are_numbered(self, roll, real, student, now):
        Entry.objects.update(state="draft")
        ops.add_piece(
            entry=again(real), slot="work", upload=picture("#ffffff"), actor=student, now=now
        )
        Entry.objects.update(state="recommended")
        names = exports.names_of_files(roll, rolls.lines_of(roll))[real.pk]
        assert [name for name, _ in names] == [
            "1.网图新视界《家乡的桥》（1）.png", "1.网图新视界《家乡的桥》（2）.png",
        ]  # fmt: skip

    def test_a_file_that_is_lost_is_listed(self, as_, campus_user, roll, real):
        path_of(real.pieces.get().stored_name).unlink()
        archive = self.archive(as_, campus_user, roll)
        assert "《家乡的桥》" in archive.read(exports.LOST).decode("utf-8-sig")

    def test_the_sheet_lists_what_the_files_are_called(self, as_, campus_user, roll):
        url = f"/calls/{roll.call_id}/rolls/{roll.organisation_id}/table.xlsx"
        book = CalamineWorkbook.from_filelike(io.BytesIO(as_(campus_user).get(url).content))
        rows = book.get_sheet_by_index(0).to_python()
        assert rows[0][0] == "第二届推选作品推荐汇总表"
        assert rows[1][0] == "推荐单位（盖章）：云梦大学　　尚未签发，仅供核对"
        assert rows[2] == list(exports.HEADS)
        assert rows[3][:5] == [1.0, "网图新视界", "", "家乡的桥", "学生甲"]
        assert rows[3][7] == "1.网图新视界《家乡的桥》.png"

    def test_the_paper_is_a_pdf(self, as_, campus_user, roll):
        url = f"/calls/{roll.call_id}/rolls/{roll.organisation_id}/table.pdf"
        response = as_(campus_user).get(url)
        assert response.content.startswith(b"%PDF")
        assert "pdf" in response.headers["Content-Disposition"]

    def test_without_a_chinese_font_it_says_what_to_install(
        self, as_, campus_user, roll, monkeypatch
    ):
        monkeypatch.setattr(exports, "FONTS", ("No Such Font", "Nor This"))
        url = f"/calls/{roll.call_id}/rolls/{roll.organisation_id}/table.pdf"
        page = as_(campus_user).get(url, follow=True)
        assert "fonts-noto-cjk" in page.content.decode()


class TestDesk:
    def items(self, actor, now):
        return [
            item.title for port in (ports.choosing, ports.screening_of) for item in port(actor, now)
        ]

    def test_a_department_hears_what_waits(self, call, university, department, dean, now):
        assert self.items(dean, now) == []
        plant(call, university, "submitted", unit=department)
        assert self.items(dean, now) == ["初审 1 件作品"]

    @pytest.mark.usefixtures("chosen")
    def test_a_university_hears_what_to_choose_and_when_to_show_it(
        self, call, university, campus, now
    ):
        assert self.items(campus, now) == ["开始公示推荐的 1 件作品"]
        plant(call, university)
        assert self.items(campus, now) == ["遴选 1 件作品"]

    @pytest.mark.usefixtures("noticed")
    def test_a_leader_hears_what_to_sign(self, leader, campus, now):
        assert self.items(leader, now) == ["签发推荐名单"]
        assert self.items(campus, now) == []

    @pytest.mark.usefixtures("signed")
    def test_the_province_hears_what_to_examine(self, officer, student, now):
        assert self.items(officer, now) == ["形式审查 1 件作品"]
        assert self.items(student, now) == []
        Entry.objects.update(state="completing", complete_by=now - timedelta(days=1))
        assert self.items(officer, now) == ["1 件作品补齐已逾期"]

    def test_a_university_hears_what_its_authors_have_to_complete(
        self, call, university, campus, now
    ):
        plant(call, university, "completing", complete_by=now + timedelta(days=3))
        assert "1 件作品等作者补齐" in self.items(campus, now)

    @pytest.mark.usefixtures("signed")
    def test_another_province_hears_nothing(self, now):
        elsewhere = actor_of(factories.officer(Role.PROVINCE_OFFICER, factories.province("邻省")))
        assert self.items(elsewhere, now) == []
