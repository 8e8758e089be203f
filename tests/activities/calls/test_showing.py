"""The gallery serves copies that tell nothing beside the work: never a file as it came."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from PIL import ExifTags, Image

from tests.activities.calls.blinding import docx
from tests.activities.calls.conftest import picture
from tests.activities.calls.logic.blinding.conftest import MARK, says
from tests.activities.calls.logic.blinding.test_films import BEHIND_FTYP, PLAYED, film, track
from tests.activities.calls.logic.blinding.test_papers import everything
from tests.base.core.files.hostile.build import mp3, pdf
from tests.conftest import NOW
from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.logic.blinding.files import texts_of
from wangyu.activities.calls.models import Entry, Piece, ShownCopy
from wangyu.activities.calls.ops import exhibiting, showing
from wangyu.activities.calls.queries import gallery
from wangyu.base.core import files, jobs
from wangyu.base.core.files.store import store_bytes
from wangyu.base.core.models import Job, JobState

pytestmark = pytest.mark.django_db
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TAG = b"ID3\x04\x00\x00\x00\x00\x00" + bytes([len(MARK.encode())]) + MARK.encode()


def photo():
    """Where it was taken and by whom, as a phone writes it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = MARK.encode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = MARK.encode()
    out = BytesIO()
    Image.effect_noise((64, 48), 90).save(out, "JPEG", exif=exif)
    return out.getvalue()


def paper():
    def authored(document):
        document.docinfo["/Author"] = MARK

    return pdf(authored)


PLANTED = {
    "jpg": ("image/jpeg", photo), "mp3": ("audio/mpeg", lambda: mp3(tag=TAG)),
    "mp4": ("video/mp4", lambda: bytes(film(track(chunks=(BEHIND_FTYP,)), data=PLAYED))),
    "docx": (OFFICE, lambda: docx("桥", MARK)), "pdf": ("application/pdf", paper),
}  # fmt: skip


def unpacked(data):
    """What stands in a file, its packed parts too."""
    if data.startswith(b"%PDF-"):
        plain = everything(data)
        return plain + b"".join(
            bytes.fromhex(one.decode()) for one in re.findall(rb"<feff(\w+)>", plain)
        )
    if not zipfile.is_zipfile(BytesIO(data)):
        return data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return data + b"".join(map(archive.read, archive.namelist()))


def given(entry, data, media_type, *, position=1, suffix="png", **more):
    """A file of the work as it came, whatever would be taken out on the way in."""
    return Piece.objects.create(
        entry=entry, slot="work", position=position, original_name=f"{MARK}.{suffix}",
        stored_name=store_bytes(data), sha256=f"{position}", size=len(data),
        media_type=media_type, added_at=NOW, **more,
    )  # fmt: skip


@pytest.fixture
def exhibited(released, officer, now):
    exhibiting.exhibit_entry(entry=released[0], actor=officer, now=now)
    return released[0]


def go_round(now):
    """What the worker does in one of its rounds; None when nothing was due."""
    showing.start_copying(now)
    job = Job.objects.filter(kind=showing.KIND, state=JobState.QUEUED).first()
    if job:
        jobs.run_job.call(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.error
    return job


def served(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unpacked(body) + unquote(repr(dict(answer.headers))).encode()


def all_served(client, entry):
    urls = ["/calls/gallery/", "/calls/gallery/?export=xlsx", f"/calls/gallery/{entry.pk}/"]
    for copy in ShownCopy.objects.all():
        url = f"/calls/gallery/pieces/{copy.pk}/"
        urls += [url, f"{url}?inline", *([f"{url}preview/"] if copy.preview_name else [])]
    return {url: served(client, url) for url in urls}


def test_what_is_planted_beside_a_work_is_in_no_byte_the_gallery_serves(exhibited, client, now):
    for position, (suffix, (media_type, make)) in enumerate(PLANTED.items(), 1):
        made = given(exhibited, make(), media_type, position=position, suffix=suffix)
        assert says(unpacked(files.path_of(made.stored_name).read_bytes())), suffix
    assert go_round(now).result["text"] == "生成了 5 个文件的展播副本。"
    assert not ShownCopy.objects.filter(stored_name="").exists()
    found = all_served(client, exhibited)
    assert len(found) > 3 + 2 * len(PLANTED)
    assert [url for url, body in found.items() if says(body)] == []


def test_a_photo_keeps_its_picture_and_loses_its_place(exhibited, client, now):
    piece = given(exhibited, photo(), "image/jpeg", suffix="jpg")
    with Image.open(files.path_of(piece.stored_name)) as image:
        assert image.getexif()
    go_round(now)
    answer = client.get(f"/calls/gallery/pieces/{piece.pk}/?inline")
    with Image.open(BytesIO(b"".join(answer.streaming_content))) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((64, 48), "JPEG", {})


def test_a_document_keeps_its_words(exhibited, now):
    given(exhibited, docx("家乡的桥", MARK), OFFICE, suffix="docx")
    go_round(now)
    copy = files.path_of(ShownCopy.objects.get().stored_name)
    assert "家乡的桥" in dict(texts_of(copy, OFFICE))[0]


def test_before_its_copy_is_ready_a_file_is_not_served(exhibited, client, as_, officer_user, now):
    piece = given(exhibited, picture().read(), "image/png")
    url = f"/calls/gallery/pieces/{piece.pk}/"
    assert [client.get(one).status_code for one in (url, f"{url}preview/")] == [404, 404]
    page = client.get(f"/calls/gallery/{exhibited.pk}/").content.decode()
    assert "还有 1 个文件没有准备好公开的版本" in page
    assert url not in page
    told = "还有 1 个文件在去除拍摄地点、作者等信息"
    assert told not in client.get(f"/calls/{exhibited.call_id}/").content.decode()
    assert told in as_(officer_user).get(f"/calls/{exhibited.call_id}/").content.decode()
    go_round(now)
    assert client.get(url).status_code == 200
    assert told not in client.get(f"/calls/{exhibited.call_id}/").content.decode()


def test_what_cannot_be_stripped_is_told_to_the_officer_and_never_served(
    exhibited, client, as_, officer_user, now
):
    piece = given(exhibited, b"broken", "application/pdf", suffix="pdf")
    assert go_round(now)
    assert not ShownCopy.objects.get().stored_name
    assert client.get(f"/calls/gallery/pieces/{piece.pk}/").status_code == 404
    assert "有文件没有公开" not in client.get(f"/calls/{exhibited.call_id}/").content.decode()
    page = as_(officer_user).get(f"/calls/{exhibited.call_id}/").content.decode()
    assert "有文件没有公开" in page
    assert f'href="/calls/entries/{exhibited.pk}/"' in page


def test_what_could_not_be_stripped_is_tried_again_another_day(exhibited, client, now):
    piece = given(exhibited, b"broken", "image/png")
    go_round(now)
    assert go_round(now + timedelta(hours=1)) is None
    ShownCopy.objects.update(made_at=now - timedelta(days=2))
    files.path_of(piece.stored_name).write_bytes(picture().read())
    assert go_round(now)
    assert client.get(f"/calls/gallery/pieces/{piece.pk}/").status_code == 200


def test_a_kind_nobody_can_strip_is_not_served(exhibited, client, now):
    piece = given(exhibited, b"II*\x00", "image/tiff", suffix="tif")
    go_round(now)
    assert client.get(f"/calls/gallery/pieces/{piece.pk}/").status_code == 404


def test_a_round_does_nothing_when_nothing_is_due(exhibited, released, now):
    assert go_round(now) is None
    given(released[1], picture().read(), "image/png")
    assert go_round(now) is None
    given(exhibited, picture().read(), "image/png")
    assert go_round(now)
    assert go_round(now) is None


def test_proofs_get_no_copy(exhibited, now):
    proof = given(exhibited, picture().read(), "image/png")
    Piece.objects.filter(pk=proof.pk).update(slot="proof")
    assert go_round(now) is None
    assert not gallery.to_copy(exhibited_entries(), now)


def test_the_date_a_file_bears_is_not_public(exhibited, client, now):
    told = {"width": 640, "height": 480, "created": "2019-03-02"}
    given(exhibited, picture().read(), "image/png", measured=told)
    go_round(now)
    page = client.get(f"/calls/gallery/{exhibited.pk}/").content.decode()
    assert "640×480" in page
    assert "文件内记的日期" not in page


def test_shown_again_it_has_its_copy_already(exhibited, officer, client, now):
    piece = given(exhibited, picture().read(), "image/png")
    go_round(now)
    exhibiting.unexhibit_entry(entry=exhibited, actor=officer, now=now, reason="配乐有争议")
    url = f"/calls/gallery/pieces/{piece.pk}/"
    assert client.get(url).status_code == 404
    exhibiting.exhibit_entry(entry=Entry.objects.get(pk=exhibited.pk), actor=officer, now=now)
    assert go_round(now) is None
    assert client.get(url).status_code == 200
