"""Large files in pieces: begun within one's quota, entered like small ones, gone when nobody ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.base.core.files.hostile.build import mp4, pdf
from wangyu.base.audit.models import Entry
from wangyu.base.core import files
from wangyu.base.core.access import Refused
from wangyu.base.core.files import partial, sandbox
from wangyu.base.lib.ports import Destination, destinations
from wangyu.records.evidence import access
from wangyu.records.evidence.models import File, Upload
from wangyu.records.evidence.ops import EvidenceError, uploads
from wangyu.records.evidence.ports import clear_uploads

MEGABYTE = 1024 * 1024


@pytest.fixture
def begin(university, keeper, now):
    def make(name: str = "微视频.mp4", size: int = 9, **more):
        facts = {"organisation": university, "actor": keeper, "now": now} | more
        said = uploads.Announced(name, size, access.ROOM, university.pk)
        return uploads.begin_upload(announced=said, **facts)

    return make


@pytest.fixture
def bring(begin, keeper, now):
    """All bytes of an upload at once."""

    def make(name: str, data: bytes):
        upload = begin(name, len(data))
        partial.path_of(upload.key).write_bytes(data)
        return uploads.finish_upload(upload=upload, actor=keeper, now=now)

    return make


def test_what_arrived_is_entered_like_a_small_file(bring, stored) -> None:
    ended = bring("微视频.mp4", mp4())
    file = File.objects.get()
    assert (ended.result, file.original_name, file.media_type) == (
        file.pk,
        "微视频.mp4",
        "video/mp4",
    )
    assert (stored(), partial.length(ended.key)) == (1, None)
    assert files.path_of(file.stored_name).read_bytes() == mp4()
    (also,) = Entry.objects.latest("seq").details["also"]
    assert also.startswith("分段上传完成")


def test_the_same_film_twice_is_one_file(bring) -> None:
    first, second = bring("a.mp4", mp4()), bring("b.mp4", mp4())
    assert first.result == second.result == File.objects.get().pk


def test_what_may_not_be_kept_leaves_its_reason_and_no_bytes(bring, stored) -> None:
    ended = bring("微视频.mp4", mp4(told=9, played=9000))
    assert "自称的时长" in ended.refused
    assert (File.objects.count(), stored(), partial.length(ended.key)) == (0, 0, None)


def test_what_nobody_can_examine_now_is_kept_and_entered_later(begin, keeper, now, monkeypatch) -> None:  # fmt: skip
    def busy(*_args):
        raise files.TryLaterError(sandbox.BUSY)

    upload = begin(size=len(mp4()))
    partial.path_of(upload.key).write_bytes(mp4())
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "examine", busy)
        with pytest.raises(files.TryLaterError):
            uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert partial.length(upload.key) == len(mp4())
    assert uploads.finish_upload(upload=upload, actor=keeper, now=now).result


def test_a_write_that_fails_leaves_the_pieces_to_be_sent_on(begin, keeper, now, stored, monkeypatch) -> None:  # fmt: skip
    def fail(*_args, **_more):
        raise OSError("disk full")

    upload = begin(size=len(mp4()))
    partial.path_of(upload.key).write_bytes(mp4())
    monkeypatch.setattr("wangyu.base.audit.op.join", fail)
    with pytest.raises(OSError, match="disk full"):
        uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert (stored(), partial.length(upload.key)) == (0, len(mp4()))


LIMITS = [("片.mp4", 600), ("片.MOV", 600), ("歌.mp3", 600), ("文.pdf", 50), ("无名", 50)]


@pytest.mark.parametrize(("name", "limit"), LIMITS)
def test_what_plays_may_be_larger_than_papers(begin, name, limit) -> None:
    assert begin(name, limit * MEGABYTE).size == limit * MEGABYTE
    with pytest.raises(uploads.UploadTooLargeError, match=f"超过 {limit} MB"):
        begin(name, limit * MEGABYTE + 1)


def test_nothing_is_not_begun(begin) -> None:
    with pytest.raises(EvidenceError, match="空的"):
        begin(size=0)


def test_an_account_has_a_quota_of_what_has_not_arrived(
    begin, settings, university, keeper, now
) -> None:
    settings.UPLOAD_QUOTA_MB = 1
    first = begin(size=MEGABYTE - 9)
    with pytest.raises(uploads.UploadTooLargeError, match="1 MB"):
        begin(size=10)
    uploads.discard_upload(upload=begin(size=9), actor=keeper, now=now)
    colleague = factories.actor(factories.Role.UNIVERSITY_REPORTER, university)
    assert begin(size=10, actor=colleague)
    Upload.objects.filter(pk=first.pk).update(ended_at=now)
    assert begin(size=10)


def test_not_too_many_at_once(begin) -> None:
    for _ in range(uploads.MOST_AT_ONCE):
        begin()
    with pytest.raises(EvidenceError, match="20 份"):
        begin()


def test_it_is_kept_for_seven_days_under_a_name_that_fits(begin, now) -> None:
    made = begin("名" * 60 + "a" * 200 + ".mp4")
    assert made.expires_at == now + timedelta(days=7)
    kept = begin("a" * 236 + ".mp4")
    assert kept.name == "a" * 200


def test_why_it_was_refused_is_kept_as_far_as_it_fits_and_with_that_one_alone(
    begin, keeper, now
) -> None:
    one, other = begin(), begin()
    uploads.refuse_upload(upload=one, reason="坏" * 400, actor=keeper, now=now)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.refused, one.ended_at) == ("坏" * 300, now)
    assert (other.refused, other.ended_at) == ("", None)


def test_what_was_given_up_meanwhile_is_not_entered(begin, keeper, now, stored) -> None:
    upload = begin(size=len(mp4()))
    partial.path_of(upload.key).write_bytes(mp4())
    Upload.objects.filter(pk=upload.pk).delete()
    with pytest.raises(EvidenceError, match="已被放弃或过了保留期"):
        uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert (File.objects.count(), stored()) == (0, 0)


def test_what_is_given_up_as_it_is_taken_up_is_said_to_be_gone(
    begin, keeper, now, stored, monkeypatch
) -> None:
    upload, store = begin(size=len(mp4())), files.store_file

    def given_up_first(*given):
        uploads.discard_upload(upload=upload, actor=keeper, now=now)
        return store(*given)

    partial.path_of(upload.key).write_bytes(mp4())
    monkeypatch.setattr(files, "store_file", given_up_first)
    with pytest.raises(EvidenceError, match="已被放弃或过了保留期"):
        uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert (File.objects.count(), stored()) == (0, 0)


def test_a_store_that_is_gone_is_not_taken_for_giving_up(begin, keeper, now, monkeypatch) -> None:
    def gone(*_given):
        raise FileNotFoundError("the folder of the store")

    upload = begin(size=len(mp4()))
    partial.path_of(upload.key).write_bytes(mp4())
    monkeypatch.setattr(files, "store_file", gone)
    with pytest.raises(FileNotFoundError, match="store"):
        uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert partial.length(upload.key) == len(mp4())


def test_a_full_disk_is_said_before_anything_is_sent(begin, monkeypatch) -> None:
    monkeypatch.setattr(partial, "has_room", lambda _: False)
    with pytest.raises(uploads.UploadTooLargeError, match="存储空间不足"):
        begin()


def test_the_log_names_no_file(begin) -> None:
    begin("张三的材料.mp4")
    assert "张三" not in str(Entry.objects.values())


def test_what_another_connection_has_ended_is_not_ended_twice(begin, keeper, now, stored) -> None:
    upload = begin(size=len(mp4()))
    partial.path_of(upload.key).write_bytes(mp4())
    uploads.finish_upload(upload=upload, actor=keeper, now=now)
    with pytest.raises(partial.BusyError):
        uploads.finish_upload(upload=upload, actor=keeper, now=now)
    assert (File.objects.count(), stored()) == (1, 1)


def test_giving_up_leaves_nothing(begin, keeper, now) -> None:
    upload = begin()
    uploads.discard_upload(upload=upload, actor=keeper, now=now)
    assert (Upload.objects.count(), partial.path_of(upload.key).exists()) == (0, False)


def test_what_nobody_finishes_in_time_is_cleared(begin, now) -> None:
    old, new = begin(), begin(now=now + timedelta(days=1))
    clear_uploads(now + uploads.KEPT_FOR - timedelta(seconds=1))
    assert Upload.objects.count() == 2
    clear_uploads(now + uploads.KEPT_FOR)
    assert list(Upload.objects.all()) == [new]
    assert (partial.path_of(old.key).exists(), partial.path_of(new.key).exists()) == (False, True)


def test_an_upload_is_its_owners_while_the_room_is_kept(
    begin, keeper, stranger, university
) -> None:
    upload = begin()
    colleague = factories.actor(factories.Role.UNIVERSITY_REPORTER, university)
    assert access.access_upload(keeper, upload.key) == upload
    for other in (colleague, stranger):
        with pytest.raises(access.NotVisible):
            access.access_upload(other, upload.key)
    former = type(keeper)(keeper.user_id, keeper.name)
    with pytest.raises(access.NotVisible):
        access.access_upload(former, upload.key)


def test_a_small_film_may_still_come_whole(add) -> None:
    assert add("片.mp4", mp4()).media_type == "video/mp4"
    assert add("文.pdf", pdf()).media_type == "application/pdf"


class TestDestinations:
    @pytest.fixture
    def shut(self, monkeypatch):
        """A kind of thing that admitted, and no longer does."""
        doors = []

        def admit(_actor, org_id):
            if doors:
                raise Refused("现在不收。")
            return org_id

        there = Destination(admit, lambda *_: None, lambda *_: 0, lambda *_: "/")
        monkeypatch.setitem(destinations._entries, "test.thing", there)
        return doors

    def test_whoever_is_no_longer_admitted_finds_no_upload(self, shut, university, keeper, now):
        said = uploads.Announced("a.pdf", 9, "test.thing", university.pk)
        made = uploads.begin_upload(organisation=university, announced=said, actor=keeper, now=now)
        assert access.access_upload(keeper, made.key) == made
        shut.append("shut")
        with pytest.raises(access.NotVisible):
            access.access_upload(keeper, made.key)

    def test_a_kind_nobody_knows_takes_nothing(self, university, keeper, now):
        said = uploads.Announced("a.pdf", 9, "test.unknown", university.pk)
        with pytest.raises(EvidenceError, match="再传一次"):
            uploads.begin_upload(organisation=university, announced=said, actor=keeper, now=now)
        with pytest.raises(access.NotVisible):
            access.access_destination(keeper, "test.unknown", university.pk)


def test_of_several_uploads_just_the_one_given_up_goes(begin, keeper, now) -> None:
    other, given_up = begin(), begin()
    uploads.discard_upload(upload=given_up, actor=keeper, now=now)
    assert list(Upload.objects.all()) == [other]
    assert (partial.length(other.key), partial.length(given_up.key)) == (0, None)
