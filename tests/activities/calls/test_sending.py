"""Files of hundreds of megabytes for a work: in pieces, by its own entrant, held against the slot early."""

from __future__ import annotations

import base64
import hashlib
import random
from datetime import timedelta
from io import BytesIO

import pytest

from tests import factories
from tests.activities.calls.conftest import again
from tests.base.core.files.hostile.build import box, mp4
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Entry, Piece
from wangyu.base.core.files import partial
from wangyu.records.evidence.models import Upload

pytestmark = pytest.mark.django_db

ALL = "/evidence/uploads/"
VERSION = {"Tus-Resumable": "1.0.0"}
KIND = "application/offset+octet-stream"


@pytest.fixture
def work(begin, student, now):
    """A film, its subtype chosen."""
    entry = begin(student, "light")
    typed = ops.Typed("家乡", "微视频", {}, may_show=True)
    ops.save_entry(entry=entry, typed=typed, actor=student, now=now)
    return again(entry)


@pytest.fixture
def me(as_, student_user):
    return as_(student_user)


@pytest.fixture
def announce(me, work):
    def run(length: int, name: str = "家乡.mp4", *, client=None, **aim):
        aim = {"kind": "calls.entry", "target": work.pk, "slot": "film"} | aim | {"filename": name}
        told = ",".join(f"{k} {base64.b64encode(str(v).encode()).decode()}" for k, v in aim.items())
        headers = VERSION | {"Upload-Length": str(length), "Upload-Metadata": told}
        return (client or me).post(ALL, headers=headers)

    return run


@pytest.fixture
def send(me):
    def run(to: str, data: bytes, offset: int = 0, *, client=None, **environ):
        headers = VERSION | {"Upload-Offset": str(offset)}
        environ = {"CONTENT_TYPE": KIND} | environ
        return (client or me).patch(to, data, KIND, headers=headers, **environ)

    return run


class Cut(BytesIO):
    """A connection that breaks in the middle of what it had announced."""

    def read(self, size: int = -1, /) -> bytes:
        if piece := super().read(size):
            return piece
        raise OSError("gone")


def test_a_film_through_ten_cuts_arrives_whole_at_its_work(me, work, announce, send):
    data = mp4(data=0)[:-8] + box(b"mdat", random.Random(7).randbytes(2 * 1024 * 1024))
    to, at, step = announce(len(data)).headers["Location"], 0, len(data) // 11
    for _ in range(10):
        send(to, data[at:], at, **{"wsgi.input": Cut(data[at : at + step])})
        at = int(me.head(to, headers=VERSION).headers["Upload-Offset"])
    assert at == 10 * step
    last = send(to, data[at:], at)
    assert (last.status_code, last.headers["X-Next"]) == (204, f"/calls/entries/{work.pk}/form/")
    kept = work.pieces.get()
    assert (kept.slot, kept.sha256) == ("film", hashlib.sha256(data).hexdigest())
    assert kept.measured["seconds"] == 4
    assert kept.begun_at == Upload.objects.get().begun_at


def test_what_is_on_its_way_is_shown_at_its_slot_and_given_up_there(me, work, announce, send):
    film = mp4(data=2000)
    to = announce(len(film)).headers["Location"]
    send(to, film[: len(film) // 2])
    page = me.get(f"/calls/entries/{work.pk}/form/").content.decode()
    for words in (f'data-sent="{to}"', 'data-slot="film"', "已传 50%", f'data-target="{work.pk}"'):
        assert words in page
    answer = me.post(f"{to}discard/")
    assert answer.headers["Location"] == f"/calls/entries/{work.pk}/form/"
    assert not Upload.objects.exists()


REFUSED = [
    ({"slot": "lesson"}, "不收这种文件"), ({"slot": ""}, "不收这种文件"),
    ({"name": "家乡.pdf"}, "“家乡.pdf”不是“微视频”收的文件，只收 MP4、MOV。"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "words"), REFUSED, ids=["other-slot", "no-slot", "format"])
def test_what_the_slot_would_refuse_is_said_before_it_is_sent(announce, more, words):
    answer = announce(500 * 1024 * 1024, **more)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Upload.objects.exists()


def test_a_film_larger_than_the_call_takes_is_said_before_it_is_sent(announce, call):
    for slot in call.rules["file"]:
        slot.update(max_mb=100)
    call.save()
    answer = announce(200 * 1024 * 1024, "家乡.MP4")
    assert "大小是 200.0 MB，不应超过 100 MB" in answer.content.decode()


def test_a_full_slot_and_a_work_handed_in_take_no_more(announce, send, work):
    film = mp4()
    assert send(announce(len(film)).headers["Location"], film).status_code == 204
    assert "不超过 1 个文件" in announce(9).content.decode()
    Entry.objects.filter(pk=work.pk).update(state="submitted")
    assert "已经提交" in announce(9).content.decode()


def test_a_work_handed_in_meanwhile_refuses_what_arrives_and_keeps_nothing(
    me, work, announce, send, settings
):
    film = mp4()
    to = announce(len(film)).headers["Location"]
    Entry.objects.filter(pk=work.pk).update(state="submitted")
    answer = send(to, film)
    assert (answer.status_code, "已经提交" in answer.content.decode()) == (422, True)
    assert not Piece.objects.exists()
    assert [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()] == []
    assert me.head(to, headers=VERSION).status_code == 410


def test_nobody_sends_to_anothers_work(announce, client, stranger_user, campus_user, work):
    for user in (stranger_user, campus_user):
        factories.sign_in(client, user)
        assert announce(9, client=client).status_code == 404
    assert announce(9, client=client, target=work.pk + 999).status_code == 404
    assert announce(9, client=client, kind="calls.call").status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.parametrize("method", ["head", "patch", "delete"])
def test_anothers_upload_looks_missing(announce, client, stranger_user, method):
    to = announce(9).headers["Location"]
    factories.sign_in(client, stranger_user)
    answer = getattr(client, method)(to, headers=VERSION)
    assert answer.status_code == 404
    assert client.post(f"{to}discard/").status_code == 404
    assert Upload.objects.count() == 1


def test_an_upload_to_a_work_that_is_gone_is_gone(me, announce, work):
    to = announce(9).headers["Location"]
    Entry.objects.filter(pk=work.pk).delete()
    assert me.head(to, headers=VERSION).status_code == 404


def test_without_script_a_form_does(me, work):
    film = BytesIO(mp4())
    film.name = "家乡.mp4"
    url = f"/calls/entries/{work.pk}/files/film/"
    page = me.post(url, {"file": film}, follow=True).content.decode()
    assert "“家乡.mp4”已上传。" in page


def test_a_script_is_told_where_to_go(me, work):
    film = BytesIO(mp4(told=9, played=9000))
    film.name = "家乡.mp4"
    url = f"/calls/entries/{work.pk}/files/film/"
    answer = me.post(url, {"file": film}, headers={"X-Upload": "yes"})
    assert (answer.status_code, answer.headers["X-Next"]) == (
        204,
        f"/calls/entries/{work.pk}/form/",
    )
    assert "自称的时长" in me.get(answer.headers["X-Next"]).content.decode()
    empty = me.post(url, headers={"X-Upload": "yes"})
    assert empty.headers["X-Next"] == f"/calls/entries/{work.pk}/form/"


class TestTheDeadline:
    @pytest.fixture
    def arrive(self, filled):
        """The work's file, begun and arrived at times counted from the deadline."""

        def run(begun: timedelta, arrived: timedelta):
            due = Call.objects.get().due_at
            filled.pieces.update(begun_at=due + begun, added_at=due + arrived)
            return due

        return run

    @pytest.mark.parametrize(
        ("begun", "arrived", "handed_in", "late"),
        [(-30, 40, 90, False), (-30, 40, 101, True), (-30, -10, 5, True), (5, 40, 45, True),
         (-25 * 60, 40, 45, True)],
        ids=["an-hour-is-given", "not-two", "it-was-there", "begun-late", "not-days"],
    )  # fmt: skip
    def test_what_was_being_sent_at_the_deadline_counts(
        self, arrive, filled, student, begun, arrived, handed_in, late
    ):
        minutes = (timedelta(minutes=n) for n in (begun, arrived))
        due = arrive(*minutes)
        ops.submit_entry(entry=again(filled), actor=student, now=due + timedelta(minutes=handed_in))
        assert again(filled).late is late


def test_bytes_on_their_way_are_no_file_of_the_work(announce, send, work):
    film = mp4(data=2000)
    to = announce(len(film)).headers["Location"]
    send(to, film[:100])
    assert (work.pieces.count(), partial.length(Upload.objects.get().key)) == (0, 100)
