"""The gallery: only what authors agree to, gone at once when they do not, and never a proof."""

from __future__ import annotations

import pytest

from tests.activities.calls import judging
from tests.activities.calls.conftest import again, picture
from tests.conftest import NOW
from wangyu.activities.calls import ops
from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.models import Call, Entry, Piece, ShownCopy
from wangyu.activities.calls.ops import exhibiting, showing
from wangyu.activities.calls.queries import gallery
from wangyu.base.core import files
from wangyu.base.core.access import Refused
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
SECRET = "绝密佐证截图"


def piece(entry, slot, *, position=1, name="3301学生甲.png", media="image/png"):
    """A file that is stored, as the ops would leave it."""
    stored = files.store(picture(), limit_mb=10)
    return Piece.objects.create(
        entry=entry, slot=slot, position=position, original_name=name, stored_name=stored.name,
        preview_name=stored.preview_name, sha256=stored.sha256, size=stored.size,
        media_type=media, added_at=NOW,
    )  # fmt: skip


@pytest.fixture
def awarded(released):
    """The first work, with the work itself and a proof."""
    entry = released[0]
    entry.answers = {
        "summary": "记录家乡的桥",
        "published_on": "2025-03-01",
        "link": "https://x.cn",
    }
    entry.save()
    return entry, piece(entry, "work"), piece(entry, "proof", name=f"{SECRET}.png")


@pytest.fixture
def shown(awarded, officer, now):
    exhibiting.exhibit_entry(entry=awarded[0], actor=officer, now=now)
    copied(officer)
    return (again(awarded[0]), *awarded[1:])


def copied(officer):
    """What the worker makes in its rounds."""
    for one in gallery.to_copy(exhibited_entries(), NOW):
        showing.make_shown(piece=one, actor=officer, now=NOW)


def urls(shown):
    entry, work, _ = shown
    return [
        f"/calls/gallery/{entry.pk}/", f"/calls/gallery/pieces/{work.pk}/",
        f"/calls/gallery/pieces/{work.pk}/preview/",
    ]  # fmt: skip


def test_before_it_is_shown_nobody_finds_it(awarded, client):
    assert "作品01" not in client.get("/calls/gallery/").content.decode()
    for url in urls(awarded):
        assert client.get(url).status_code == 404


def test_everybody_sees_the_work_and_who_made_it(shown, client):
    assert "作品01" in client.get("/calls/gallery/").content.decode()
    page = client.get(f"/calls/gallery/{shown[0].pk}/").content.decode()
    for words in ("作品01", "一等奖", "云梦大学", f"{judging.AUTHOR}1", "记录家乡的桥"):
        assert words in page, words
    for url in urls(shown)[1:]:
        assert client.get(url).status_code == 200


def test_proofs_and_what_reviewers_do_not_read_stay_inside(shown, client):
    proof = shown[2]
    page = client.get(f"/calls/gallery/{shown[0].pk}/").content.decode()
    assert SECRET not in page
    assert "https://x.cn" not in page
    assert f"/pieces/{proof.pk}/" not in page
    assert client.get(f"/calls/gallery/pieces/{proof.pk}/").status_code == 404
    assert client.get(f"/calls/gallery/pieces/{proof.pk}/preview/").status_code == 404


def test_a_saved_file_bears_the_name_of_the_work_not_its_own(shown, client):
    answer = client.get(f"/calls/gallery/pieces/{shown[1].pk}/")
    assert "3301" not in answer.headers["Content-Disposition"]
    assert gallery.file_name(shown[1]) == "作品01-1.png"


def test_a_picture_is_looked_at_in_the_page(shown, client):
    answer = client.get(f"/calls/gallery/pieces/{shown[1].pk}/?inline")
    assert "attachment" not in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_withdrawn_it_is_gone_at_once(shown, as_, student_user, client):
    as_(student_user).post(f"/calls/entries/{shown[0].pk}/allow/", {"agrees": "no"})
    entry = again(shown[0])
    assert (entry.may_show, entry.state) == (False, "awarded")
    client.logout()
    assert "作品01" not in client.get("/calls/gallery/").content.decode()
    for url in urls(shown):
        assert client.get(url).status_code == 404


def test_permission_is_given_again_without_showing_by_itself(shown, student, officer, now):
    exhibiting.allow_showing(entry=shown[0], agrees=False, actor=student, now=now)
    with pytest.raises(ops.EntryError, match="没有同意公开"):
        exhibiting.exhibit_entry(entry=again(shown[0]), actor=officer, now=now)
    exhibiting.allow_showing(entry=shown[0], agrees=True, actor=student, now=now)
    entry = again(shown[0])
    assert (entry.may_show, entry.state) == (True, "awarded")
    exhibiting.allow_showing(entry=entry, agrees=False, actor=student, now=now)
    assert again(shown[0]).state == "awarded"


def test_the_province_takes_it_down_with_a_reason(shown, officer, student_user, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        exhibiting.unexhibit_entry(entry=shown[0], actor=officer, now=now)
    exhibiting.unexhibit_entry(entry=shown[0], actor=officer, now=now, reason="配乐有争议")
    assert again(shown[0]).state == "awarded"
    assert Notification.objects.filter(recipient=student_user, body="配乐有争议").exists()


def test_its_entrant_may_take_it_down_too(shown, student, student_user, now):
    exhibiting.unexhibit_entry(entry=shown[0], actor=student, now=now, reason="想再改改")
    assert not Notification.objects.filter(recipient=student_user, body="想再改改").exists()


def test_all_of_a_call_at_once_but_for_those_who_do_not_agree(released, call, officer, campus, now):
    Entry.objects.filter(pk=released[1].pk).update(may_show=False)
    with pytest.raises(Refused):
        exhibiting.exhibit_call(call=call, actor=campus, now=now)
    assert exhibiting.exhibit_call(call=call, actor=officer, now=now) == 1
    assert [again(one).state for one in released[:3]] == ["exhibited", "awarded", "not_awarded"]
    with pytest.raises(ops.CallError, match="没有可以展播的"):
        exhibiting.exhibit_call(call=call, actor=officer, now=now)


def test_the_gallery_is_narrowed_by_call_form_and_track(shown, client, call):
    film = piece(shown[0], "work", position=2, name="片.mp4", media="video/mp4")
    paper = piece(shown[0], "work", position=3, name="文.pdf", media="application/pdf")
    for one in (film, paper):
        ShownCopy.objects.create(piece=one, stored_name=one.stored_name, made_at=NOW)
    for query in (f"call={call.pk}", "medium=video", "medium=image", "medium=text",
                  f"call={call.pk}&track={judging.TRACK}"):  # fmt: skip
        assert "作品01" in client.get(f"/calls/gallery/?{query}").content.decode(), query
    for query in ("medium=audio", f"call={call.pk}&track=light", "q=没有"):
        assert "作品01" not in client.get(f"/calls/gallery/?{query}").content.decode(), query
    assert client.get("/calls/gallery/?call=999999").status_code == 200
    assert client.get(f"/calls/gallery/pieces/{film.pk}/preview/").status_code == 404
    page = client.get(f"/calls/gallery/{shown[0].pk}/").content.decode()
    assert "<video" in page
    answer = client.get("/calls/gallery/?export=xlsx")
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_a_work_whose_files_are_all_proofs_is_shown_without_them(released, officer, client, now):
    piece(released[0], "proof")
    exhibiting.exhibit_entry(entry=released[0], actor=officer, now=now)
    assert "作品01" in client.get("/calls/gallery/").content.decode()
    assert "没有可以公开的文件" in client.get(f"/calls/gallery/{released[0].pk}/").content.decode()


def test_people_are_named_only_where_the_edition_does_so(shown, client, call):
    Call.objects.update(rules=call.rules | {"names_people": False})
    for url in (f"/calls/gallery/{shown[0].pk}/", f"/calls/{call.pk}/awards/"):
        page = client.get(url).content.decode()
        assert "作品01" in page
        assert judging.AUTHOR not in page


@pytest.mark.parametrize("rows", [1, 2])
def test_the_gallery_asks_as_often_for_one_as_for_many(
    released, officer, client, now, rows, django_assert_num_queries
):
    for entry in released[:rows]:
        piece(entry, "work", name=f"{entry.pk}.png")
        exhibiting.exhibit_entry(entry=entry, actor=officer, now=now)
    copied(officer)
    client.get("/calls/gallery/")
    with django_assert_num_queries(4):
        page = client.get("/calls/gallery/").content.decode()
    assert page.count("/calls/gallery/pieces/") == rows
