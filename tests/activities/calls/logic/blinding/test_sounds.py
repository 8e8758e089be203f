import struct

import pytest

from tests.activities.calls.logic.blinding.conftest import MARK, says
from tests.base.core.files.hostile.build import mp3, wav
from wangyu.activities.calls.logic.blinding import sounds

WORD = MARK.encode()
FRAME = b"\xff\xfb\x90\x00" + b"\x55" * 413


def tag(inside):
    size = len(inside)
    sevens = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x40" + sevens + inside


def test_a_sound_keeps_its_frames_and_loses_tags_before_between_and_behind(sound):
    ape = b"APETAGEX" + WORD * 3 + b"\xff\xfb\x90\x00" + b"APETAGEX"
    given = bytearray(
        tag(WORD + bytes(20)) + FRAME * 20 + WORD + FRAME * 20 + ape + b"TAG" + WORD.ljust(125, b"\x00")
    )  # fmt: skip
    size = len(given)
    assert says(given)
    assert sounds.blind_mp3(given) == ["曲名、演唱者等标签"]
    assert not says(given)
    assert len(given) == size
    assert given.count(FRAME) == 40
    assert sound(given, "a.mp3").seconds == pytest.approx(40 * 1152 / 44100)


def test_a_frame_of_another_kind_within_a_tag_is_no_sound():
    other = b"\xff\xf3\x40\xc0"
    given = bytearray(FRAME * 3 + WORD + FRAME[:4].ljust(417, b"\x01") + other + bytes(500))
    sounds.blind_mp3(given)
    assert not says(given)
    assert given[3 * 417 :] == bytes(len(given) - 3 * 417)


@pytest.mark.parametrize(
    "head", [b"\xff\xfb\x00\x00", b"\xff\xfb\xf0\x00", b"\xff\xfb\x9c\x00", b"\xff\xeb\x90\x00", b"\xff\xfd\x90\x00", b"ab\xff"],
    ids=["free-rate", "bad-rate", "bad-hertz", "bad-version", "other-layer", "end"],
)  # fmt: skip
def test_what_is_no_frame_is_emptied(head):
    given = bytearray(FRAME * 2 + head + bytes(600))
    sounds.blind_mp3(given)
    assert given == FRAME * 2 + bytes(len(head) + 600)


@pytest.mark.parametrize("data", [b"ID3", b"", FRAME * 3], ids=["cut", "empty", "plain"])
def test_a_sound_without_tags_says_so(data):
    given = bytearray(data)
    assert sounds.blind_mp3(given) == ([] if data != b"ID3" else ["曲名、演唱者等标签"])


def test_the_plain_sound_of_other_tests_stays_as_it_was():
    given = bytearray(mp3())
    assert sounds.blind_mp3(given) == []
    assert given == mp3()


def test_a_wave_keeps_its_sound_and_loses_its_notes(sound):
    note = b"LIST" + struct.pack("<I", len(WORD)) + WORD + bytes(len(WORD) % 2)
    plain = wav()
    given = bytearray(
        plain[:12] + note + plain[12:] + note + b"id3 " + struct.pack("<I", 99) + WORD
    )
    size = len(given)
    assert sounds.blind_wav(given) == ["曲名、录音者、软件等说明"]
    assert not says(given)
    assert len(given) == size
    assert sound(given, "a.wav").seconds == 1
    again = bytearray(plain)
    assert sounds.blind_wav(again) == []
    assert again == plain
