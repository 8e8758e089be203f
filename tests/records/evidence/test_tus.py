"""The protocol, header by header: begin, ask, send, send on, give up; another's upload looks missing."""

from __future__ import annotations

import base64
import errno
import hashlib
import random
import socket
from io import BytesIO

import pytest

from tests import factories
from tests.base.core.files.hostile.build import box, mp4
from wangyu.base.core import files
from wangyu.base.core.files import partial
from wangyu.base.core.listening import Place
from wangyu.records.evidence.models import File, Upload
from wangyu.records.evidence.web import tus

ALL = "/evidence/uploads/"
VERSION = {"Tus-Resumable": "1.0.0"}
FILM = mp4(data=2000)


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def begin(signed_in):
    def make(length: object = len(FILM), name: str = "微视频.mp4", **more):
        told = f"filename {coded(name)},modified {coded('1772672400000')}"
        headers = VERSION | {"Upload-Length": str(length), "Upload-Metadata": told} | more
        return signed_in.post(ALL, headers=headers)

    return make


@pytest.fixture
def url(begin) -> str:
    return begin().headers["Location"]


@pytest.fixture
def send(signed_in, url):
    def make(data: bytes, offset: int, *, to: str = "", **environ):
        headers = VERSION | {"Upload-Offset": str(offset)}
        kind = "application/offset+octet-stream"
        environ = {"CONTENT_TYPE": kind} | environ
        return signed_in.patch(to or url, data, kind, headers=headers, **environ)

    return make


@pytest.fixture
def ask(signed_in, url):
    return lambda: signed_in.head(url, headers=VERSION)


def offset(answer) -> int:
    return int(answer.headers["Upload-Offset"])


def test_the_server_tells_what_it_can(signed_in) -> None:
    answer = signed_in.options(ALL)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination"
    assert answer.headers["Tus-Max-Size"] == str(600 * 1024 * 1024)


def test_a_film_in_three_pieces_arrives(signed_in, send, ask) -> None:
    assert offset(send(FILM[:500], 0)) == 500
    asked = ask()
    assert (offset(asked), asked.headers["Upload-Length"]) == (500, str(len(FILM)))
    assert asked.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in asked.headers
    assert offset(send(FILM[500:900], 500)) == 900
    last = send(FILM[900:], 900)
    file = File.objects.get()
    assert (last.status_code, offset(last)) == (204, len(FILM))
    assert last.headers["X-Next"] == f"/evidence/{file.pk}/"
    assert file.sha256 == hashlib.sha256(FILM).hexdigest()
    assert offset(ask()) == len(FILM)
    assert "已上传" in signed_in.get("/evidence/").content.decode()


class Cut(BytesIO):
    """A connection that breaks in the middle of what it had announced."""

    def read(self, size: int = -1, /) -> bytes:
        if piece := super().read(size):
            return piece
        raise OSError("gone")


def test_four_megabytes_through_ten_cuts_arrive_whole(signed_in, begin, send) -> None:
    data = mp4(data=0)[:-8] + box(b"mdat", random.Random(7).randbytes(4 * 1024 * 1024))
    to, at, step = begin(len(data)).headers["Location"], 0, len(data) // 11
    for _ in range(10):
        cut = Cut(data[at : at + step])
        assert offset(send(data[at:], at, to=to, **{"wsgi.input": cut})) == at + step
        at = offset(signed_in.head(to, headers=VERSION))
    assert at == 10 * step
    assert send(data[at:], at, to=to).status_code == 204
    assert File.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def test_a_piece_at_the_wrong_place_is_not_taken(send, ask) -> None:
    send(FILM[:500], 0)
    assert send(FILM[:500], 0).status_code == 409
    assert send(FILM[600:], 600).status_code == 409
    assert offset(ask()) == 500


def test_more_than_was_told_is_not_taken(send) -> None:
    send(FILM + b"more", 0)
    assert File.objects.get().size == len(FILM)


def test_asking_and_sending_again_after_the_end_is_harmless(send, ask) -> None:
    send(FILM, 0)
    assert offset(ask()) == offset(send(b"", len(FILM))) == len(FILM)
    assert send(FILM, 0).status_code == 409
    assert (File.objects.count(), partial.length(Upload.objects.get().key)) == (1, None)


def test_the_last_byte_counts_only_when_the_file_is_entered(send, ask) -> None:
    """A server killed between the last byte and the entry is sent that byte again."""
    partial.path_of(Upload.objects.get().key).write_bytes(FILM)
    assert offset(ask()) == len(FILM) - 1
    assert send(FILM[-1:], len(FILM) - 1).status_code == 204
    assert File.objects.get().sha256 == hashlib.sha256(FILM).hexdigest()


def test_a_film_that_may_not_be_kept_says_why_now_and_on_the_page(signed_in, begin, send, ask) -> None:  # fmt: skip
    bad = mp4(told=9, played=9000)
    to = begin(len(bad)).headers["Location"]
    answer = send(bad, 0, to=to)
    assert (answer.status_code, "自称的时长" in answer.content.decode()) == (422, True)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert signed_in.head(to, headers=VERSION).status_code == 410
    assert send(bad, 0, to=to).status_code == 410
    assert "自称的时长" in signed_in.get("/evidence/").content.decode()


def test_while_nobody_can_examine_a_film_it_waits_whole_and_is_entered_later(settings, send, ask) -> None:  # fmt: skip
    settings.CLAMD = Place(socket.AF_UNIX, str(settings.MEDIA_ROOT / "none"))
    answer = send(FILM, 0)
    assert answer.status_code == 503
    assert "已经传上来的都还在" in answer.content.decode()
    assert (offset(ask()), File.objects.count()) == (len(FILM) - 1, 0)
    settings.CLAMD = None
    assert send(FILM[-1:], len(FILM) - 1).status_code == 204
    assert File.objects.get().sha256 == hashlib.sha256(FILM).hexdigest()


def test_what_is_on_its_way_is_shown_and_given_up_on_the_page(signed_in, send, url) -> None:
    send(FILM[: len(FILM) // 2], 0)
    page = signed_in.get("/evidence/").content.decode()
    for words in ("还没传完的材料", "微视频.mp4", "已传 50%", f'data-sent="{url}"', 'data-modified="1772672400000"'):  # fmt: skip
        assert words in page
    page = signed_in.post(f"{url}discard/", follow=True).content.decode()
    assert ("已放弃" in page, Upload.objects.count()) == (True, 0)


def test_giving_up_by_the_protocol(signed_in, url, ask) -> None:
    assert signed_in.delete(url, headers=VERSION).status_code == 204
    assert ask().status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [({"Upload-Length": ""}, 400), ({"Upload-Length": "-1"}, 400), ({"Upload-Length": "0"}, 422),
     ({"Upload-Length": str(601 * 1024 * 1024)}, 413), ({"Upload-Metadata": "filename ***"}, 400),
     ({"Tus-Resumable": "0.2.2"}, 412)],
)  # fmt: skip
def test_what_cannot_be_begun_is_said(begin, more, status) -> None:
    answer = begin(**more)
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (status, "1.0.0")
    assert Upload.objects.count() == 0


def test_a_time_that_is_none_is_left_out(signed_in) -> None:
    headers = VERSION | {"Upload-Length": "9", "Upload-Metadata": f"modified {coded('٣')}"}
    assert signed_in.post(ALL, headers=headers).status_code == 201
    assert (Upload.objects.get().modified, Upload.objects.get().name) == (0, "材料")


def test_another_version_or_type_is_refused(signed_in, url) -> None:
    assert signed_in.head(url).headers["Tus-Version"] == "1.0.0"
    headers = VERSION | {"Upload-Offset": "0"}
    assert signed_in.patch(url, b"a", "text/plain", headers=headers).status_code == 415


def test_two_senders_to_one_file_do_not_mix(send) -> None:
    with partial.held(Upload.objects.get().key):
        assert send(FILM, 0).status_code == 423
    assert send(FILM, 0).status_code == 204


def test_a_method_may_be_named_in_a_header_where_only_posts_come_through(signed_in, url, ask) -> None:  # fmt: skip
    def post(method: str, data: bytes = b""):
        headers = VERSION | {"Upload-Offset": "0", "X-HTTP-Method-Override": method}
        return signed_in.post(url, data, "application/offset+octet-stream", headers=headers)

    assert offset(post("PATCH", FILM[:500])) == offset(post("HEAD")) == offset(ask()) == 500
    assert post("PUT").status_code == signed_in.post(url, headers=VERSION).status_code == 405
    assert signed_in.get(url, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 405
    assert post("DELETE").status_code == 204
    assert Upload.objects.count() == 0


def test_a_disk_that_runs_full_keeps_what_came_and_takes_the_rest_later(client, send, ask, monkeypatch) -> None:  # fmt: skip
    send(FILM[:500], 0)
    client.raise_request_exception = False
    monkeypatch.setattr("wangyu.base.core.space.PAUSE", 0)
    with monkeypatch.context() as full:
        full.setattr(partial, "held", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))  # fmt: skip
        assert "存储空间不足" in send(FILM[500:], 500).content.decode()
    assert offset(ask()) == 500
    assert send(FILM[500:], 500).status_code == 204


def test_an_upload_whose_bytes_were_not_restored_begins_anew(send, ask) -> None:
    partial.discard(Upload.objects.get().key)
    assert ask().status_code == send(FILM, 0).status_code == 404


def test_an_upload_given_up_while_it_is_examined_is_not_entered(send, monkeypatch, stored) -> None:
    def given_up(part, name):
        Upload.objects.all().delete()
        return keep(part, name)

    keep = files.store_file
    monkeypatch.setattr(files, "store_file", given_up)
    answer = send(FILM, 0)
    assert (answer.status_code, "没有保存" in answer.content.decode()) == (410, True)
    assert (File.objects.count(), stored()) == (0, 0)


def test_slow_senders_leave_room_for_pages(signed_in, send) -> None:
    seats = [tus.SEATS.acquire(blocking=False) for _ in range(2)]
    try:
        answer = send(FILM, 0)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "上传的人多" in answer.content.decode()
        assert signed_in.get("/evidence/").status_code == 200
    finally:
        for _ in seats:
            tus.SEATS.release()
    assert send(FILM, 0).status_code == 204


@pytest.mark.parametrize("method", ["head", "patch", "delete"])
def test_anothers_upload_looks_missing(client, stranger_user, url, method) -> None:
    factories.sign_in(client, stranger_user)
    theirs = getattr(client, method)(url, headers=VERSION)
    none = getattr(client, method)(f"{ALL}{'0' * 40}/", headers=VERSION)
    assert (theirs.status_code, theirs.content) == (404, none.content)
    assert client.post(f"{url}discard/").status_code == 404
    assert Upload.objects.count() == 1


def test_whoever_is_signed_out_is_told_to_sign_in(client, url) -> None:
    client.logout()
    answer = client.patch(url, b"a", headers=VERSION)
    assert (answer.status_code, "接着传" in answer.content.decode()) == (403, True)


def test_an_upload_past_its_time_is_gone(ask, now) -> None:
    Upload.objects.update(expires_at=now)
    assert ask().status_code == 404


def test_what_was_refused_goes_when_it_was_read(signed_in, begin, send) -> None:
    bad = mp4(told=9, played=9000)
    to = begin(len(bad)).headers["Location"]
    send(bad, 0, to=to)
    page = signed_in.post(f"{to}discard/", follow=True).content.decode()
    assert ("自称的时长" in page, "已放弃" in page) == (False, False)
    assert not Upload.objects.filter(key=to.split("/")[-2]).exists()
