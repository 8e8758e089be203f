"""Reporting to the nation: within the province's places, without leaving the gallery, and back again."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from tests.activities.calls import judging
from tests.activities.calls.conftest import again
from tests.activities.calls.rolling import plant, states
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Entry, Step
from wangyu.activities.calls.ops import CallError, exhibiting, national
from wangyu.activities.calls.ops.moving import move
from wangyu.activities.calls.queries import national as queries
from wangyu.base.audit.models import Entry as Logged
from wangyu.base.core.access import Refused
from wangyu.base.lib import measures
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.periods import Period
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
FIFTY = 50


def with_places(call, places, track=judging.TRACK):
    """The edition says how many works of the track the province may report; None: it does not."""
    rows = [{**row} for row in call.rules["track"]]
    for row in rows:
        row.pop("national", None)
        if row["key"] == track and places is not None:
            row["national"] = places
    Call.objects.filter(pk=call.pk).update(rules=call.rules | {"track": rows})
    call.refresh_from_db()


@pytest.fixture
def send(call, officer, now):
    def run(*works, actor=officer):
        return national.send_entries(call=call, works=works, actor=actor, now=now)

    return run


@pytest.fixture
def unsend(call, officer, now):
    def run(*works, reason="名单调整"):
        return national.unsend_entries(
            call=call, works=works, reason=reason, actor=officer, now=now
        )

    return run


@pytest.fixture
def won(released):
    """The two works with a first prize."""
    return released[:2]


def test_an_awarded_work_is_reported_told_and_written_down(won, call, send, student_user):
    with_places(call, 2)
    assert send(*won) == []
    assert states(*won) == ["sent_national"] * 2
    told = Notification.objects.filter(recipient=student_user, title__contains="报送全国")
    assert {one.title for one in told} == {f"作品“{one}”报送全国" for one in won}
    assert Step.objects.filter(verb="send", source="awarded").count() == 2
    assert Logged.objects.filter(action="calls.entry.send").count() == 1


def test_no_more_than_the_places_of_the_track(won, call, send):
    with_places(call, 1)
    with pytest.raises(
        CallError, match="“网图新视界”全省报送全国的名额是 1 件，已报 0 件，再报 2 件就超了"
    ):
        send(*won)
    assert states(*won) == ["awarded"] * 2, "all or none"
    send(won[0])
    with pytest.raises(CallError, match="已报 1 件，再报 1 件"):
        send(won[1])


def test_places_of_one_track_are_not_those_of_another(won, call, send):
    with_places(call, 1)
    Entry.objects.filter(pk=won[1].pk).update(track="articles")
    assert send(*won) == ["优秀网络文章"]


def test_where_the_quota_was_not_read_nothing_is_checked_and_that_is_said(won, call, send):
    with_places(call, None)
    assert send(*won) == ["网图新视界"]


def test_only_what_was_awarded_is_reported_and_once(won, released, call, send):
    with pytest.raises(CallError, match="“作品03”：当前状态是“未入选”"):
        send(won[0], released[2])
    assert states(won[0]) == ["awarded"]
    send(won[0])
    with pytest.raises(CallError, match="当前状态是“已报全国”"):
        send(won[0])
    with pytest.raises(CallError, match="还没有选作品"):
        send()


def test_before_the_result_is_out_nothing_is_reported(noticed, send):
    Entry.objects.filter(pk=noticed[0].pk).update(state="awarded")
    with pytest.raises(CallError, match="结果公布以后"):
        send(noticed[0])


def test_only_the_province_reports(won, send, campus):
    with pytest.raises(Refused):
        send(won[0], actor=campus)


def test_what_belongs_to_another_call_is_not_touched(won, call, send, draft_call, university):
    other = Call.objects.get(pk=call.pk)
    other.pk = None
    other.save()
    strange = plant(other, university, "awarded")
    with pytest.raises(CallError, match="还没有选作品"):
        send(strange)
    assert states(strange) == ["awarded"]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_the_last_place_exactly_one_gets_it(call, university, officer, now):
    with_places(call, 2)
    Call.objects.filter(pk=call.pk).update(state="released")
    plant(call, university, "sent_national")
    works = [plant(call, university, "awarded") for _ in range(FIFTY)]
    gate, refused = threading.Barrier(FIFTY), []

    def report(work):
        try:
            gate.wait()
            national.send_entries(call=call, works=[work], actor=officer, now=now)
        except CallError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=report, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Entry.objects.filter(state="sent_national").count() == 2
    assert len(refused) == FIFTY - 1
    assert all("已报 2 件" in sentence for sentence in refused)


class TestGallery:
    @pytest.fixture
    def shown(self, won, officer, now, send):
        """Exhibited, and then reported."""
        exhibiting.exhibit_entry(entry=won[0], actor=officer, now=now)
        send(won[0])
        return again(won[0])

    def seen(self, client):
        return "作品01" in client.get("/calls/gallery/").content.decode()

    def test_a_reported_work_stays(self, shown, client):
        assert self.seen(client)
        assert client.get(f"/calls/gallery/{shown.pk}/").status_code == 200

    def test_one_that_was_not_shown_is_not_shown_by_reporting(self, won, send, client):
        send(won[0])
        assert not self.seen(client)

    def test_it_goes_when_its_author_says_so(self, shown, student, now, client):
        exhibiting.allow_showing(entry=shown, agrees=False, actor=student, now=now)
        assert not self.seen(client)
        exhibiting.allow_showing(entry=shown, agrees=True, actor=student, now=now)
        assert not self.seen(client), "agreed to again, it is the province that shows it"
        assert again(shown).state == "sent_national"

    def test_the_province_hides_and_shows_it(self, shown, officer, now, client):
        said = {"entry": shown, "actor": officer, "now": now}
        with pytest.raises(ops.EntryError, match="已经在展播"):
            exhibiting.exhibit_entry(**said)
        exhibiting.unexhibit_entry(**said, reason="争议")
        assert not self.seen(client)
        exhibiting.exhibit_entry(**said)
        assert self.seen(client)
        exhibiting.unexhibit_entry(**said, reason="争议")
        exhibiting.exhibit_call(call=shown.call, actor=officer, now=now)
        assert self.seen(client)

    @pytest.mark.parametrize(
        ("on_show", "here", "there"),
        [(True, "停止展播", "/exhibit/"), (False, "展播", "/unexhibit/")],
    )
    def test_the_page_offers_what_makes_a_difference(self, shown, as_, officer_user, on_show, here, there):  # fmt: skip
        Entry.objects.filter(pk=shown.pk).update(on_show=on_show)
        page = as_(officer_user).get(f"/calls/entries/{shown.pk}/").content.decode()
        assert here in page
        assert f"move{there}" not in page

    def test_taken_back_it_is_shown_as_before(self, shown, won, send, unsend, client):
        send(won[1])
        assert unsend(shown, won[1]) == 2
        assert states(shown, won[1]) == ["exhibited", "awarded"]
        assert self.seen(client)
        assert not again(shown).on_show


def test_taking_back_needs_a_reason_and_frees_the_place(won, call, send, unsend, student_user):
    with_places(call, 1)
    send(won[0])
    with pytest.raises(CallError, match="理由"):
        unsend(won[0], reason=" ")
    unsend(won[0])
    assert Notification.objects.filter(recipient=student_user, body="名单调整").exists()
    send(won[1])
    with pytest.raises(CallError, match="已入选"):
        unsend(won[0])


def test_the_table_lets_only_the_province_report(won, student, now):
    with pytest.raises(IllegalMoveError, match="您的角色不能“报全国”"):
        move(won[0], "send", student, now)


class TestPage:
    @pytest.fixture
    def office(self, as_, officer_user):
        return as_(officer_user)

    @pytest.fixture
    def url(self, won):
        return f"/calls/{won[0].call_id}/national/"

    def after(self, office, url, **data):
        return office.post(f"{url}change/", data, follow=True).content.decode()

    def test_the_province_chooses_on_a_page(self, office, url, won, call):
        with_places(call, 1)
        assert url in office.get(f"/calls/{call.pk}/").content.decode()
        page = office.get(url).content.decode()
        assert "没有读到" not in page
        assert "导出报送名单" not in page
        page = self.after(office, url, pick=[won[0].pk], verb="send")
        assert "已报送 1 件。" in page
        assert "导出报送名单" in page
        assert "已满" in page
        assert "就超了" in self.after(office, url, pick=[won[1].pk], verb="send")
        assert "理由" in self.after(office, url, pick=[won[0].pk], verb="unsend")
        page = self.after(office, url, pick=[won[0].pk], verb="unsend", reason="有误")
        assert "已撤回 1 件。" in page
        assert "请用页面上的按钮" in self.after(office, url, pick=[won[0].pk], verb="x")

    def test_a_quota_nobody_read_is_said(self, office, url, won, call):
        with_places(call, None)
        assert "网图新视界：本省报送全国的名额没有读到" in office.get(url).content.decode()
        page = self.after(office, url, pick=[one.pk for one in won], verb="send")
        assert "已报送 2 件。“网图新视界”的省名额没有读到，没有校验。" in page

    def test_what_is_reported_is_taken_along_as_excel(self, office, url, won, send):
        send(won[1])
        answer = office.get(url, {"reported": "yes", "export": "xlsx"})
        rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
        found = rows.to_python()
        assert found[0][:6] == ["作品", "报送序号", "报送", "类别", "子类", "等级"]
        assert [row[:6] for row in found[1:]] == [["作品02", 1, "已报", "网图新视界", "", "一等奖"]]
        assert found[1][7] == f"{judging.AUTHOR}2"
        assert found[1][9]
        answer = office.get(url, {"reported": "no"}).content.decode()
        assert "作品01" in answer
        assert "作品02" not in answer

    def test_a_time_of_a_report_taken_back_is_not_shown(self, office, url, won, send, unsend):
        send(won[0])
        assert queries.candidates(won[0].call).get(pk=won[0].pk).sent_at
        unsend(won[0])
        answer = office.get(url, {"export": "xlsx"})
        rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
        assert {row[9] for row in rows.to_python()[1:]} == {""}

    def test_numbers_are_those_of_the_track(self, won, send):
        Entry.objects.filter(pk=won[0].pk).update(award="second")
        send(*won)
        assert queries.numbers_of(won[0].call) == {won[1].pk: 1, won[0].pk: 2}

    def test_before_the_result_and_for_others_there_is_no_page(self, as_, office, url, campus_user):
        Call.objects.update(state="publicized")
        answer = office.get(url)
        assert answer.status_code == 403
        assert "结果公布以后" in answer.content.decode()
        Call.objects.update(state="released")
        assert as_(campus_user).get(url).status_code == 403


def test_how_many_are_reported_is_a_measure(won, send, university):
    send(won[0])
    period = Period.parse("Y2026")
    found = measures.read(["calls.national", "calls.awards"], [university.pk], period)
    assert int(found["calls.national"][university.pk].value) == 1
    assert int(found["calls.awards"][university.pk].value) == 2, "what is reported stays awarded"
