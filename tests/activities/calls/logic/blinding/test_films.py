import struct

import pytest

from tests.activities.calls.logic.blinding.conftest import MARK, says
from tests.base.core.files.hostile.build import box, element, mp4, webm
from wangyu.activities.calls.logic.blinding import films
from wangyu.activities.calls.logic.blinding import webm as web

WORD = MARK.encode()
TIMES = b"\xde\xad\xbe\xef" * 2


def full(kind, inside, *, version=0):
    return box(kind, bytes([version, 0, 0, 0]) + inside)


def handler(kind):
    return full(b"hdlr", bytes(4) + kind + bytes(12) + WORD + b"\x00")


def track(kind=b"vide", *, chunks=(0,), size=16, wide=False, more=b""):
    """One sample of ``size`` bytes in each chunk."""
    offset = b"co64" if wide else b"stco"
    form = ">Q" if wide else ">I"
    coder = box(b"avc1", bytes(42) + b"\x1f" + WORD.ljust(31, b"\x00") + bytes(4))
    stbl = (
        full(b"stsd", struct.pack(">I", 1) + coder)
        + full(b"stts", struct.pack(">III", 1, 4, 1))
        + full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1))
        + full(b"stsz", struct.pack(">II", size, len(chunks)))
        + full(offset, struct.pack(">I", len(chunks)) + b"".join(struct.pack(form, c) for c in chunks))
    )  # fmt: skip
    dref = full(b"dref", struct.pack(">I", 1) + full(b"alis", WORD))
    minf = box(b"minf", box(b"dinf", dref) + box(b"stbl", stbl))
    mdhd = full(b"mdhd", TIMES + struct.pack(">II", 1, 4) + bytes(4))
    mdia = box(b"mdia", mdhd + handler(kind) + minf)
    return box(b"trak", full(b"tkhd", TIMES + bytes(72)) + mdia + box(b"udta", WORD) + more)


def film(*tracks, data=b"", head=b"", tail=b""):
    mvhd = full(b"mvhd", TIMES + struct.pack(">II", 1, 4) + bytes(80))
    told = box(b"udta", box(b"meta", box(b"ilst", WORD)))
    moov = box(b"moov", mvhd + b"".join(tracks) + told)
    start = box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", data)
    return bytearray(start + head + moov + box(b"uuid", WORD) + box(b"free", WORD) + tail)


PLAYED = b"\x11" * 16
BEHIND_FTYP = 16 + 8


def test_a_film_keeps_its_samples_and_loses_names_times_and_hidden_bytes(sound):
    given = film(track(chunks=(BEHIND_FTYP,)), data=PLAYED + WORD)
    size = len(given)
    assert says(given)
    assert TIMES in given
    told = films.blind(given)
    assert not says(given)
    assert TIMES[:4] not in given
    assert len(given) == size
    assert given[BEHIND_FTYP : BEHIND_FTYP + 16] == PLAYED
    assert told == ["制作和修改时间", "作者、标题等说明", "软件附加的说明", "画面声音以外的数据"]
    assert sound(given, "a.mp4").seconds == 4


def test_a_track_of_places_or_titles_is_taken_out_with_its_samples(sound):
    second = BEHIND_FTYP + 16
    tracks = (
        track(chunks=(BEHIND_FTYP,)),
        track(b"gpmd", chunks=(second,), size=len(WORD), wide=True),
    )
    given = film(*tracks, data=PLAYED + WORD)
    assert "画面声音以外的轨道" in films.blind(given)
    assert not says(given)
    assert given[BEHIND_FTYP : BEHIND_FTYP + 16] == PLAYED
    sound(given, "a.mp4")


def test_a_sound_of_several_chunks_keeps_them_all():
    places = (BEHIND_FTYP, BEHIND_FTYP + 20, BEHIND_FTYP + 40)
    given = film(track(b"soun", chunks=places), data=(PLAYED + b"\x22" * 4) * 3)
    films.blind(given)
    for place in places:
        assert given[place : place + 16] == PLAYED
    assert b"\x22" not in given


def test_samples_told_one_by_one_in_runs_of_chunks_are_all_kept():
    stsz = full(b"stsz", struct.pack(">IIIII", 0, 3, 4, 8, 4))
    stsc = full(
        b"stsc", struct.pack(">I", 2) + struct.pack(">III", 1, 1, 1) + struct.pack(">III", 2, 2, 1)
    )
    stco = full(b"stco", struct.pack(">III", 2, BEHIND_FTYP, BEHIND_FTYP + 8))
    moov = box(b"moov", box(b"trak", stsc + stsz + stco))
    given = bytearray(box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", b"\x11" * 24) + moov)
    films.blind(given)
    assert given[BEHIND_FTYP : BEHIND_FTYP + 24] == b"\x11" * 4 + bytes(4) + b"\x11" * 12 + bytes(4)


@pytest.mark.parametrize("more", [box(b"moof", b""), box(b"trak", full(b"stts", bytes(4)))], ids=["fragments", "no-places"])  # fmt: skip
def test_data_whose_samples_are_not_known_is_left_as_it_was(more):
    given = film(track(chunks=(BEHIND_FTYP,)), data=PLAYED + b"\x33" * 8, head=more)
    films.blind(given)
    assert b"\x33" * 8 in given


def test_a_table_that_lies_leaves_the_data_as_it_was():
    stsc = full(b"stsc", struct.pack(">I", 1))
    tables = full(b"stco", struct.pack(">II", 1, 24)) + stsc + full(b"stsz", bytes(8))
    given = bytearray(box(b"mdat", PLAYED) + box(b"moov", box(b"trak", tables)))
    assert films.blind(given) == []
    assert PLAYED in given


def test_a_table_that_breaks_off_leaves_the_data_as_it_was():
    stsc = full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1))
    places = full(b"stco", struct.pack(">II", 1, 24))
    given = bytearray(
        box(b"mdat", PLAYED)
        + box(b"moov", box(b"trak", places + stsc + full(b"stsz", struct.pack(">II", 0, 9))))
    )
    assert films.blind(given) == []
    assert PLAYED in given


def test_what_stands_before_and_what_another_place_holds_is_told_apart():
    places = (BEHIND_FTYP + 4, BEHIND_FTYP + 4, 4)
    given = film(track(chunks=places, size=12), data=b"\x44" * 16)
    films.blind(given)
    assert given[BEHIND_FTYP : BEHIND_FTYP + 16] == bytes(4) + b"\x44" * 12


def test_data_without_any_track_is_left_as_it_was():
    given = bytearray(box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", PLAYED))
    assert films.blind(given) == []
    assert PLAYED in given


def test_times_of_eight_bytes_are_emptied_too():
    given = bytearray(box(b"moov", full(b"mvhd", TIMES + TIMES + bytes(80), version=1)))
    films.blind(given)
    assert TIMES[:4] not in given


def test_boxes_of_eight_byte_lengths_open_ends_and_lies_are_walked_safely():
    long = struct.pack(">I4sQ", 1, b"udta", 16 + len(WORD)) + WORD
    open_end = struct.pack(">I4s", 0, b"uuid") + WORD
    given = bytearray(long + open_end)
    assert films.blind(given)
    assert not says(given)
    lying = bytearray(struct.pack(">I4s", 4, b"udta") + struct.pack(">I4s", 99, b"udta"))
    assert films.blind(lying) == []


def test_a_reference_and_a_coder_too_short_to_say_anything_are_left():
    short = full(b"dref", struct.pack(">I", 1) + box(b"url "))
    stsd = full(b"stsd", struct.pack(">I", 1) + box(b"avc1", bytes(8)))
    given = bytearray(box(b"moov", box(b"trak", box(b"minf", short + stsd))))
    before = bytes(given)
    films.blind(given)
    assert given == before


def test_the_plain_film_of_other_tests_stays_sound(sound):
    given = bytearray(mp4())
    films.blind(given)
    assert sound(given, "a.mp4").seconds == 4


UNKNOWN = b"\x01" + b"\xff" * 7


def web_track(kind, name=WORD):
    return element(0xAE, element(0x83, bytes([kind])) + element(0x536E, name))


def web_film(*, more=b"", behind=b""):
    info = element(0x2AD7B1, (1_000_000).to_bytes(3)) + element(0x4489, struct.pack(">d", 4000))
    info += (
        element(0x7BA9, WORD)
        + element(0x4D80, WORD)
        + element(0x5741, WORD)
        + element(0xBF, b"abcd")
    )
    seeks = element(0x114D9B74, element(0x4DBB, element(0x53AB, b"\x12\x54\xc3\x67")) + element(0x4DBB, element(0x53AB, b"\x1c\x53\xbb\x6b")))  # fmt: skip
    tracks = element(0x1654AE6B, web_track(1) + web_track(17) + element(0xAE, b""))
    inside = seeks + element(0x1549A966, info) + tracks + more
    inside += (
        element(0x1F43B675, PLAYED) + element(0x1254C367, WORD * 20) + element(0xEC, WORD) + behind
    )
    return bytearray(element(0x1A45DFA3, b"webm") + element(0x18538067, inside))


def test_a_web_film_keeps_its_clusters_and_loses_names(sound):
    given = web_film()
    size = len(given)
    assert says(given)
    told = web.blind(given)
    assert not says(given)
    assert len(given) == size
    assert PLAYED in given
    assert b"\x12\x54\xc3\x67" not in given
    assert b"\x1c\x53\xbb\x6b" in given
    assert told == ["标题", "制作软件", "轨道名称", "画面声音以外的轨道", "作者、标题等说明"]
    assert sound(given, "a.webm").seconds == 4


def test_clusters_of_unknown_length_are_passed_through():
    live = b"\x1f\x43\xb6\x75" + UNKNOWN + b"\xe7\x81\x00" + b"\xa3\x84" + b"\x44" * 4
    given = web_film(behind=live + element(0x1254C367, WORD))
    web.blind(given)
    assert not says(given)
    assert b"\x44" * 4 in given


@pytest.mark.parametrize("end", [b"\x00", b"\xec", b"\x11\x22\x33\x44", b"\xec\x00", b"\xec\x85a"], ids=["zero", "cut", "no-length", "odd-length", "too-long"])  # fmt: skip
def test_a_web_film_that_breaks_off_is_walked_to_there(end):
    given = bytearray(bytes(element(0x7BA9, WORD)) + end)
    web.blind(given)
    assert not says(given)
    assert given.endswith(end)


def test_the_plain_web_film_of_other_tests_stays_sound(sound):
    given = bytearray(webm())
    web.blind(given)
    assert sound(given, "a.webm").seconds == 4
