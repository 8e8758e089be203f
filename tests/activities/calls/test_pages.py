"""The pages: what each sees, and that the buttons do what they say."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.activities.calls.conftest import again, picture
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Contributor, Entry, Piece, Slip
from wangyu.base.lib.ports import agenda, documents, navigation
from wangyu.base.ui.qr import square_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """Pages look at the clock."""
    return timezone.now()


def text(answer):
    return answer.content.decode()


def later(days):
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def form_of(**more):
    return {
        "title": "改过的推选", "guide": "新指南", "opens_at": later(-1), "due_at": later(20),
        "grace_minutes": "0", "reviews": "3", "most_load": "30", "notice_days": "5",
        "reason": "",
    } | more  # fmt: skip


class TestProvince:
    def test_a_call_is_drafted_from_an_edition(self, as_, officer_user):
        answer = as_(officer_user).post("/calls/new/", {"source": "projects_2022"})
        made = Call.objects.get()
        assert answer.headers["Location"] == f"/calls/{made.pk}/change/"
        assert made.kind == "projects"
        assert timezone.localtime(made.due_at).strftime("%H:%M") == "23:59"

    def test_or_from_an_earlier_one(self, as_, officer_user, call):
        page = as_(officer_user).get("/calls/new/")
        assert "以前办过的" in text(page)
        as_(officer_user).post("/calls/new/", {"source": f"call-{call.pk}"})
        assert Call.objects.count() == 2

    def test_a_strange_source_is_refused(self, as_, officer_user):
        assert as_(officer_user).post("/calls/new/", {"source": "x"}).status_code == 200
        assert not Call.objects.exists()

    def test_limits_are_changed_on_the_screen(self, as_, officer_user, draft_call):
        client = as_(officer_user)
        page = text(client.get(f"/calls/{draft_call.pk}/change/"))
        named = re.findall(r'<label class="visually-hidden" for="[^"]+-\d[^"]*">([^<]+)<', page)
        assert len(set(named)) == len(named) > 3
        assert sum("每校名额" in one for one in named) == len(draft_call.rules["track"])
        client.post(f"/calls/{draft_call.pk}/change/", form_of(**{"track-1-quota": "4"}))
        assert Call.objects.get().rules["track"][1]["quota"] == 4
        assert "quota" not in Call.objects.get().rules["track"][0]

    @pytest.mark.parametrize(
        ("more", "words"),
        [({"due_at": later(-9)}, "太早"), ({"track-1-authors": "0"}, "authors")],
        ids=["order", "authors"],
    )
    def test_what_does_not_fit_is_said_and_kept(self, as_, officer_user, draft_call, more, words):
        answer = as_(officer_user).post(f"/calls/{draft_call.pk}/change/", form_of(**more))
        assert words in text(answer)
        assert "改过的推选" in text(answer)

    def test_steps_are_taken_by_their_buttons(self, as_, officer_user, draft_call):
        client = as_(officer_user)
        client.post(f"/calls/{draft_call.pk}/move/open/")
        assert Call.objects.get().state == "open"
        page = client.post(f"/calls/{draft_call.pk}/move/pause/", follow=True)
        assert "必须写明理由" in text(page)
        assert client.post(f"/calls/{draft_call.pk}/move/dance/").status_code == 404

    def test_the_deadline_is_moved_and_refused(self, as_, officer_user, call):
        client = as_(officer_user)
        assert "截止时间" in text(client.get(f"/calls/{call.pk}/deadline/"))
        bad = client.post(f"/calls/{call.pk}/deadline/", {"due_at": later(-1), "reason": "x"})
        assert "在现在之后" in text(bad)
        client.post(f"/calls/{call.pk}/deadline/", {"due_at": later(50), "reason": "放假"})
        assert Call.objects.get().due_at > call.due_at

    def test_a_draft_is_discarded_and_an_open_call_is_not(self, as_, officer_user, call):
        client = as_(officer_user)
        assert "没有公布过" in text(client.post(f"/calls/{call.pk}/discard/", follow=True))
        assert Call.objects.exists()

    def test_a_discarded_draft_is_gone(self, as_, officer_user, draft_call):
        as_(officer_user).post(f"/calls/{draft_call.pk}/discard/")
        assert not Call.objects.exists()

    @pytest.mark.usefixtures("submitted")
    def test_the_list_counts_works_and_exports(self, as_, officer_user):
        client = as_(officer_user)
        assert "收到作品" in text(client.get("/calls/"))
        assert client.get("/calls/?export=xlsx").content.startswith(b"PK")


class TestPublic:
    def test_everybody_sees_what_is_announced_and_nobody_a_draft(self, client, call):
        assert "示例·非官方" in text(client.get(f"/calls/{call.pk}/"))
        Call.objects.update(state="draft")
        assert client.get(f"/calls/{call.pk}/").status_code == 404
        assert "第二届推选" not in text(client.get("/calls/"))

    @pytest.mark.usefixtures("call")
    def test_the_public_list_exports_without_counts(self, client):
        assert "收到作品" not in text(client.get("/calls/"))

    def test_a_link_confirms_and_denies(self, client, filled, student, now):
        person, token = ops.add_person(
            entry=filled, part="author", name="同学乙", unit="", actor=student, now=now
        )
        page = f"/calls/confirm/{token}/"
        assert "同学乙" in text(client.get(page))
        assert "已确认" in text(client.post(page, {"answer": "yes"}, follow=True))
        client.post(page, {"answer": "no"})
        person.refresh_from_db()
        assert person.refused_at is not None
        Entry.objects.update(state="submitted")
        assert "不再接受" in text(client.post(page, {"answer": "yes"}, follow=True))

    @pytest.mark.usefixtures("db")
    def test_a_strange_link_finds_nothing(self, client):
        assert client.get("/calls/confirm/nothing/").status_code == 404

    @pytest.mark.usefixtures("submitted")
    def test_a_receipt_shows_no_work_to_strangers(self, as_, client, student_user):
        number = Slip.objects.get().number
        page = text(client.get(f"/calls/receipts/{number}/"))
        assert "签名有效" in page
        assert "与此回执一致" in page
        link = f"http://testserver/calls/receipts/{number}/"
        assert square_of(link).path in page
        assert f'href="{link}"' in page, "beside the square, the same in words"
        assert "家乡的桥" not in page
        assert "家乡的桥" in text(as_(student_user).get(f"/calls/receipts/{number}/"))
        assert client.get(f"/calls/receipts/{number}/receipt.json").json()["number"] == number
        assert client.get("/calls/receipts/WY-0/").status_code == 404


class TestEntrant:
    @pytest.fixture
    def me(self, as_, student_user):
        return as_(student_user)

    def test_from_the_call_to_the_receipt(self, me, call):
        page = text(me.get(f"/calls/{call.pk}/"))
        assert f"/calls/{call.pk}/enter/pictures/" in page
        assert f"/calls/{call.pk}/enter/articles/" not in page
        form = me.post(f"/calls/{call.pk}/enter/pictures/").headers["Location"]
        said = {"title": "桥", "answer-summary": "介", "answer-published_on": "2025-03-01"}
        me.post(form, said)
        pk = Entry.objects.get().pk
        upload = SimpleUploadedFile("桥.png", picture().read())
        assert "已上传" in text(
            me.post(f"/calls/entries/{pk}/files/work/", {"file": upload}, follow=True)
        )
        done = me.post(f"/calls/entries/{pk}/submit/", follow=True)
        assert Slip.objects.get().number in text(done)

    def test_nothing_begins_in_a_track_there_is_not(self, me, call):
        assert me.post(f"/calls/{call.pk}/enter/dancing/").status_code == 404

    def test_a_track_of_teachers_sends_a_student_back(self, me, call):
        answer = me.post(f"/calls/{call.pk}/enter/articles/", follow=True)
        assert "您的角色不能参加" in text(answer)

    def test_what_is_missing_is_listed_and_the_button_waits(self, me, draft):
        page = text(me.get(f"/calls/entries/{draft.pk}/form/"))
        assert "还有 4 处需要处理" in page
        refused = me.post(f"/calls/entries/{draft.pk}/submit/", follow=True)
        assert "暂时不能提交" in text(refused)

    def test_a_bad_file_is_one_sentence(self, me, draft):
        fake = SimpleUploadedFile("a.mp4", b"not a film at all, only words")
        page = me.post(f"/calls/entries/{draft.pk}/files/work/", {"file": fake}, follow=True)
        assert not Piece.objects.exists()
        assert "a.mp4" in text(page)
        assert "请先选择文件" in text(
            me.post(f"/calls/entries/{draft.pk}/files/work/", follow=True)
        )

    def test_a_file_is_shown_to_its_owner_and_removed(self, me, filled):
        piece = filled.pieces.get()
        assert me.get(f"/calls/pieces/{piece.pk}/?inline").headers["Content-Type"] == "image/png"
        assert "attachment" in me.get(f"/calls/pieces/{piece.pk}/").headers["Content-Disposition"]
        assert me.get(f"/calls/pieces/{piece.pk}/preview/").status_code == 200
        me.post(f"/calls/pieces/{piece.pk}/remove/")
        assert not Piece.objects.exists()

    @pytest.mark.usefixtures("filled")
    def test_what_has_no_preview_shows_none(self, me):
        Piece.objects.update(preview_name="")
        assert me.get(f"/calls/pieces/{Piece.objects.get().pk}/preview/").status_code == 404

    def test_a_co_author_is_added_their_link_shown_once_and_renewed(self, me, draft):
        pk = draft.pk
        page = text(me.post(f"/calls/entries/{pk}/people/", {"part": "author", "name": "乙"}))
        assert "/calls/confirm/" in page
        person = Contributor.objects.get(name="乙")
        assert "/calls/confirm/" in text(me.post(f"/calls/people/{person.pk}/renew/"))
        me.post(f"/calls/people/{person.pk}/remove/")
        assert not Contributor.objects.filter(name="乙").exists()

    def test_nobody_is_added_without_a_name_or_beyond_the_limit(self, me, draft):
        address = f"/calls/entries/{draft.pk}/people/"
        assert "请填写姓名" in text(me.post(address, {"part": "author"}, follow=True))
        me.post(address, {"part": "adviser", "name": "丙"})
        again_ = me.post(address, {"part": "adviser", "name": "丁"}, follow=True)
        assert "不超过 1 人" in text(again_)

    def test_a_link_is_not_renewed_once_handed_in(self, me, draft, student, now):
        person, _ = ops.add_person(
            entry=draft, part="author", name="乙", unit="", actor=student, now=now
        )
        Entry.objects.update(state="submitted")
        page = me.post(f"/calls/people/{person.pk}/renew/", follow=True)
        assert "先撤回" in text(page)

    def test_handed_in_the_form_leads_to_the_work(self, me, submitted):
        pk = submitted.pk
        assert me.get(f"/calls/entries/{pk}/form/").headers["Location"] == f"/calls/entries/{pk}/"
        assert "先撤回" in text(me.post(f"/calls/entries/{pk}/form/", {"title": "改"}, follow=True))

    def test_it_is_recalled_withdrawn_and_never_discarded(self, me, submitted):
        pk = submitted.pk
        assert "不能删除" in text(me.post(f"/calls/entries/{pk}/discard/", follow=True))
        me.post(f"/calls/entries/{pk}/move/recall/")
        assert again(submitted).state == "draft"
        refused = me.post(f"/calls/entries/{pk}/move/withdraw/", follow=True)
        assert "必须写明理由" in text(refused)
        assert me.post(f"/calls/entries/{pk}/move/award/").status_code == 404

    def test_a_draft_is_discarded(self, me, draft):
        me.post(f"/calls/entries/{draft.pk}/discard/")
        assert not Entry.objects.exists()

    def test_the_unit_is_chosen(self, me, draft, department):
        me.post(f"/calls/entries/{draft.pk}/place/", {"unit": str(department.pk)})
        assert again(draft).unit == department
        me.post(f"/calls/entries/{draft.pk}/place/", {"unit": "x"})
        assert again(draft).unit is None

    def test_one_sees_ones_own_works_only(self, me, submitted, as_, stranger_user):
        assert "家乡的桥" in text(me.get("/calls/entries/"))
        other = as_(stranger_user)
        assert "家乡的桥" not in text(other.get("/calls/entries/"))
        assert other.get(f"/calls/entries/{submitted.pk}/").status_code == 404


def test_staff_see_works_with_their_units_and_export(as_, campus_user, submitted):
    client = as_(campus_user)
    assert "家乡的桥" in text(client.get("/calls/entries/"))
    assert client.get("/calls/entries/?export=xlsx").content.startswith(b"PK")
    page = text(client.get(f"/calls/entries/{submitted.pk}/"))
    assert "学生甲" in page
    assert "撤回作品" not in page


def test_an_officer_does_not_fill_in_for_a_student(as_, campus_user, submitted):
    answer = as_(campus_user).get(f"/calls/entries/{submitted.pk}/form/")
    assert answer.status_code == 403


def test_the_desk_names_ones_unfinished_works(draft, student, now):
    items = list(agenda.get("calls")(student, now))
    assert [item.title for item in items] == ["填写作品“未命名作品”"]


def test_search_finds_what_is_announced(call):
    assert [d.title for d in documents.get("calls")()] == ["第二届推选"]


def test_everybody_finds_calls_in_the_menu(student):
    assert navigation.get("calls").visible(student)
    assert navigation.get("calls.entries").visible(student)
