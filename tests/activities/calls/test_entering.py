"""A student enters a work: begun, filled in, confirmed by its people, handed in, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.activities.calls.conftest import ANSWERS, again, picture
from wangyu.activities.calls import access, ops, queries
from wangyu.activities.calls.models import Call, Contributor, Entry, Piece, Slip
from wangyu.activities.calls.ops import pieces
from wangyu.base.core.access import Refused
from wangyu.base.core.files import BadFileError
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.ports import Sent
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs.models import University
from wangyu.institutions.people.logic.links import hash_of
from wangyu.records.ledger.logic.receipts import Sealed, is_genuine

pytestmark = pytest.mark.django_db


def sentences(entry):
    return [p.sentence for p in queries.problems_of(again(entry)) if p.tone == "bad"]


def test_a_new_work_has_its_beginner_as_first_author(draft, university):
    assert draft.organisation == university
    author = draft.contributors.get()
    assert (author.name, author.part, author.token) == ("学生甲", "author", "")
    assert author.confirmed_at is not None


def test_a_department_enters_for_its_university(begin, dean, university, department):
    made = begin(dean, "articles")
    assert (made.organisation, made.unit) == (university, department)


def test_a_class_enters_for_its_department(begin, university, department):
    station = factories.organisation(department, Tier.STATION, "一班")
    who = factories.actor(Role.STATION_OFFICER, station)
    assert begin(who, "articles").unit == department


@pytest.mark.parametrize(("track", "word"), [("articles", "教师"), ("pictures", "学生")])
def test_a_track_is_entered_by_its_own_people(begin, student, campus, track, word):
    with pytest.raises(ops.EntryError, match=word):
        begin(student if track == "articles" else campus, track)


def test_nothing_begins_in_a_call_that_is_not_open(begin, call, student):
    Call.objects.update(state="paused")
    call.refresh_from_db()
    with pytest.raises(ops.EntryError, match="不接收新作品"):
        begin(student)


def test_a_call_may_leave_out_universities_of_one_authority(call, begin, student, university):
    University.objects.filter(pk=university.pk).update(authority="教育部")
    call.rules["except_authority"] = "教育部"
    with pytest.raises(ops.EntryError, match="不含教育部直属"):
        begin(student)


def test_another_provinces_student_has_no_business_here(call, begin):
    elsewhere = factories.university(factories.province("邻省中心"), "邻省大学")
    with pytest.raises(Refused, match="不面向"):
        begin(factories.actor(Role.STUDENT, elsewhere))


def test_unfinished_works_are_not_piled_up(begin, student):
    for _ in range(ops.MOST_AT_ONCE):
        begin(student)
    with pytest.raises(ops.EntryError, match="20 件"):
        begin(student)


def test_what_is_typed_is_kept_and_the_rest_stays(draft, student, now):
    save = {"entry": draft, "actor": student, "now": now}
    ops.save_entry(
        **save, typed=ops.Typed("一", "", {"summary": "甲", "strange": "x"}, may_show=False)
    )
    ops.save_entry(**save, typed=ops.Typed("二", "", {"link": "https://a.b"}, may_show=True))
    kept = again(draft)
    assert (kept.title, kept.answers) == ("二", {"summary": "甲", "link": "https://a.b"})


def test_an_empty_work_says_everything_that_is_missing(draft, student, now):
    with pytest.raises(ops.EntryError, match="还有 4 处") as caught:
        ops.submit_entry(entry=draft, actor=student, now=now)
    assert [p.where for p in caught.value.problems] == ["title", "summary", "published_on", "work"]
    assert again(draft).state == "draft"


def test_a_file_is_held_against_its_slot_when_it_comes(begin, student, now):
    entry = begin(student, "words")
    with pytest.raises(ops.EntryError, match="只收 DOCX、PDF"):
        ops.add_piece(entry=entry, slot="text", upload=picture(), actor=student, now=now)
    assert not Piece.objects.exists()


def test_a_slot_of_another_track_does_not_take_anything(draft, student, now):
    with pytest.raises(ops.EntryError, match="不收这种文件"):
        ops.add_piece(entry=draft, slot="lesson", upload=picture(), actor=student, now=now)


def test_the_same_file_is_not_taken_twice(filled, student, now):
    with pytest.raises(ops.EntryError, match="已经传过"):
        ops.add_piece(entry=filled, slot="work", upload=picture(), actor=student, now=now)


def test_a_slot_takes_no_more_than_it_may(filled, student, now):
    for n in range(5):
        colour = f"#0000{n:02d}"
        ops.add_piece(entry=filled, slot="work", upload=picture(colour), actor=student, now=now)
    with pytest.raises(ops.EntryError, match="不超过 6 个"):
        ops.add_piece(entry=filled, slot="work", upload=picture("#ffffff"), actor=student, now=now)


def test_a_file_that_lies_about_itself_is_not_kept(draft, student, now):
    fake = picture(name="家乡.mp4")
    with pytest.raises(BadFileError):
        ops.add_piece(entry=draft, slot="work", upload=fake, actor=student, now=now)


def test_a_removed_file_makes_room(filled, student, now):
    ops.remove_piece(piece=filled.pieces.get(), actor=student, now=now)
    assert sentences(filled) == ["“作品文件”应有 1 个文件，现在有 0 个。"]


def test_a_submission_gives_a_receipt_that_proves_itself(filled, student, now, settings):
    from wangyu.base.core.keys import receipt_key

    slip = ops.submit_entry(entry=filled, actor=student, now=now)
    sealed = Sealed(
        slip.number, slip.verb, slip.revision, slip.at, slip.content_sha256, slip.signature
    )
    public = receipt_key(settings.HOME).public_key().public_bytes_raw()
    assert is_genuine(public, sealed)
    assert (again(filled).state, again(filled).revision) == ("submitted", 1)


def test_late_is_received_and_marked(filled, student, call):
    due = call.due_at
    ops.submit_entry(entry=filled, actor=student, now=due + timedelta(minutes=1))
    assert again(filled).late


def test_the_minute_of_the_deadline_is_given_whole(filled, student, call):
    ops.submit_entry(entry=filled, actor=student, now=call.due_at + timedelta(seconds=59))
    assert not again(filled).late


def test_a_universitys_own_deadline_counts(filled, student, call, university, officer, now):
    longer = call.due_at + timedelta(days=3)
    ops.move_deadline(
        call=call, due_at=longer, reason="停电", actor=officer, now=now, organisation=university
    )
    ops.submit_entry(entry=filled, actor=student, now=longer)
    assert not again(filled).late


def test_a_closed_call_refuses_and_nothing_typed_is_lost(filled, student, now):
    Call.objects.update(state="screening")
    with pytest.raises(ops.EntryError, match="已经结束"):
        ops.submit_entry(entry=again(filled), actor=student, now=now)
    assert again(filled).answers["summary"] == ANSWERS["summary"]


def test_what_is_handed_in_cannot_be_changed_until_recalled(submitted, student, now):
    typed = ops.Typed("改", "", {}, may_show=False)
    with pytest.raises(ops.EntryError, match="先撤回"):
        ops.save_entry(entry=submitted, typed=typed, actor=student, now=now)
    ops.recall_entry(entry=submitted, actor=student, now=now)
    ops.save_entry(entry=submitted, typed=typed, actor=student, now=now)
    assert again(submitted).title == "改"


def test_withdrawing_needs_a_reason(submitted, student, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.withdraw_entry(entry=submitted, actor=student, now=now)
    ops.withdraw_entry(entry=submitted, actor=student, now=now, reason="重复报送")
    assert again(submitted).state == "withdrawn"


def test_a_draft_is_discarded_and_what_was_handed_in_is_not(draft, submitted, student, now):
    with pytest.raises(ops.EntryError, match="不能删除"):
        ops.discard_entry(entry=submitted, actor=student, now=now)


def test_a_discarded_draft_is_gone(begin, student, now):
    made = begin(student)
    ops.discard_entry(entry=made, actor=student, now=now)
    assert not Entry.objects.filter(pk=made.pk).exists()


def test_the_department_is_told_of_what_waits(filled, student, dean_user, department, now):
    ops.place_entry(entry=filled, unit_id=department.pk, actor=student, now=now)
    ops.submit_entry(entry=filled, actor=student, now=now)
    assert Notification.objects.get(recipient=dean_user).body == "云梦大学文学院"


def test_a_unit_of_another_university_is_not_taken(filled, student, other_university, now):
    far = factories.organisation(other_university, Tier.DEPARTMENT, "外校院系")
    ops.place_entry(entry=filled, unit_id=far.pk, actor=student, now=now)
    assert again(filled).unit is None


class TestPeople:
    def test_a_co_author_confirms_by_the_link(self, filled, student, now):
        person, token = ops.add_person(
            entry=filled, part="author", name="同学乙", unit="文学院", actor=student, now=now
        )
        assert "同学乙还没有确认，请把确认链接发给本人。" in sentences(filled)
        assert queries.find_invited(hash_of(token)) == person
        ops.answer_link(person=person, agrees=True, actor=student, now=now)
        assert sentences(filled) == []

    def test_who_denies_having_taken_part_stops_it(self, filled, student, now):
        person, _ = ops.add_person(
            entry=filled, part="author", name="同学乙", unit="", actor=student, now=now
        )
        ops.answer_link(person=person, agrees=False, actor=student, now=now)
        assert sentences(filled) == ["同学乙否认参加这件作品，请移除或与其核实。"]

    def test_another_link_ends_the_first(self, filled, student, now):
        person, token = ops.add_person(
            entry=filled, part="adviser", name="老师丙", unit="", actor=student, now=now
        )
        fresh = ops.renew_link(person=person, actor=student, now=now)
        assert queries.find_invited(hash_of(token)) is None
        assert queries.find_invited(hash_of(fresh)) == person

    def test_no_more_advisers_than_the_track_allows(self, filled, student, now):
        add = {"entry": filled, "part": "adviser", "unit": "", "actor": student, "now": now}
        ops.add_person(**add, name="老师丙")
        with pytest.raises(ops.EntryError, match="指导教师不超过 1 人"):
            ops.add_person(**add, name="老师丁")

    def test_who_is_removed_leaves_no_gap(self, filled, student, now):
        add = {"entry": filled, "part": "author", "unit": "", "actor": student, "now": now}
        first, _ = ops.add_person(**add, name="同学乙")
        ops.add_person(**add, name="同学丙")
        ops.remove_person(person=first, actor=student, now=now)
        left = [(c.position, c.name) for c in queries.people_of(filled)]
        assert left == [(1, "学生甲"), (2, "同学丙")]

    @pytest.mark.usefixtures("filled")
    def test_who_began_it_stays(self, student, now):
        with pytest.raises(ops.EntryError, match="申报人本人"):
            ops.remove_person(person=Contributor.objects.get(), actor=student, now=now)

    def test_after_handing_in_no_link_answers(self, filled, student, now):
        person, _ = ops.add_person(
            entry=filled, part="author", name="同学乙", unit="", actor=student, now=now
        )
        Entry.objects.update(state="submitted")
        with pytest.raises(ops.EntryError, match="不再接受"):
            ops.answer_link(person=person, agrees=True, actor=student, now=now)

    @pytest.mark.usefixtures("filled")
    def test_an_empty_link_finds_nobody(self):
        assert queries.find_invited("") is None


class TestTheSameWork:
    @pytest.mark.usefixtures("submitted")
    def test_of_the_same_name_and_author_in_the_same_call_is_told_at_entry(
        self, begin, fill, student, now
    ):
        twin = fill(begin(student), student, "《家乡 的桥》", colour="#ffffff")
        assert "只能由一条通道参加" in sentences(twin)[0]
        with pytest.raises(ops.EntryError):
            ops.submit_entry(entry=twin, actor=student, now=now)

    @pytest.mark.usefixtures("submitted")
    def test_of_another_author_is_another_work(self, begin, fill, university):
        other = factories.actor(Role.STUDENT, university)
        assert sentences(fill(begin(other), other, colour="#ffffff")) == []

    @pytest.mark.usefixtures("submitted")
    def test_the_same_file_is_the_same_work(self, begin, fill, university):
        other = factories.actor(Role.STUDENT, university)
        assert "参加过" in sentences(fill(begin(other), other, "换了名字"))[0]

    @pytest.mark.usefixtures("submitted")
    def test_of_an_earlier_call_is_a_doubt(
        self, draft_call, province, facts, officer, student, fill, now
    ):
        again_call = ops.create_call(
            owner=province, rules=draft_call.rules, facts=facts, actor=officer, now=now
        )
        ops.open_call(call=again_call, actor=officer, now=now)
        again_call.refresh_from_db()
        twin = fill(
            ops.begin_entry(call=again_call, track="pictures", actor=student, now=now), student
        )
        assert sentences(twin) == []
        doubts = [p.sentence for p in queries.problems_of(twin) if p.tone == "doubt"]
        assert any("请在提交前与推荐单位核实" in one for one in doubts)

    def test_what_was_withdrawn_is_free_again(self, submitted, begin, fill, student, now):
        ops.withdraw_entry(entry=submitted, actor=student, now=now, reason="重报")
        assert sentences(fill(begin(student), student)) == []


def test_a_stranger_sees_no_work(submitted, stranger, dean, campus, officer):
    seen = [access.visible_entries(a).exists() for a in (stranger, dean, campus, officer)]
    assert seen == [False, False, True, False]


def test_slips_of_one_work_are_kept_all(submitted, student, now):
    ops.recall_entry(entry=submitted, actor=student, now=now)
    ops.submit_entry(entry=again(submitted), actor=student, now=now + timedelta(seconds=1))
    assert [s.revision for s in Slip.objects.order_by("pk")] == [1, 2]


class TestDiscardedMeanwhile:
    def test_a_file_for_a_work_that_is_gone_is_not_kept(
        self, draft, student, student_user, as_, now, monkeypatch, settings
    ):
        real = pieces.files.store

        def store(*told, **more):
            ops.discard_entry(entry=draft, actor=student, now=now)
            return real(*told, **more)

        monkeypatch.setattr(pieces.files, "store", store)
        there = reverse("calls:bring", args=[draft.pk, "work"])
        page = as_(student_user).post(there, {"file": picture()}, follow=True)
        assert "这件作品刚才已经删除，这一次没有保存。" in page.content.decode()
        assert not [one for one in settings.MEDIA_ROOT.glob("??/*") if one.is_file()]

    def test_one_that_came_in_pieces_is_refused_with_the_same_words(self, draft, student, now):
        sent = Sent(draft.pk, "work", now)
        ops.discard_entry(entry=draft, actor=student, now=now)
        with pytest.raises(BadFileError, match="刚才已经删除"):
            pieces.receive_piece(sent, None, student, now)
