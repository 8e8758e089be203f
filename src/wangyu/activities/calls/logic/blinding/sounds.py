"""MP3 and WAV: whatever is no sound is emptied in place."""

from __future__ import annotations

import mmap
import struct

Bytes = bytearray | mmap.mmap
FIRST, THIRD_LAYER, ALL_ONES = 3, 1, (1 << 11) - 1
RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LOW_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = {FIRST: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
SAME = 0xFFFE0C00
"""Of a frame's head: what all frames of one sound share."""
TAG_HEAD = 10
HEARD = frozenset({b"fmt ", b"data", b"fact"})
RIFF = 12


def blind_mp3(data: Bytes) -> list[str]:
    """The tag in front becomes padding; between and behind the frames there is nothing."""
    at = start = _tag_end(data)
    found = False
    if at:
        data[5] &= 0x0F  # no extended head, no footer: only padding follows
        found = any(data[TAG_HEAD:at])
        data[TAG_HEAD:at] = bytes(at - TAG_HEAD)
    while at < len(data):
        if length := _frame(data, at):
            at = start = at + length
            continue
        at = _next(data, at)
        found = found or any(data[start:at])
        data[start:at] = bytes(at - start)
        start = at
    return ["曲名、演唱者等标签"] if found else []


def _tag_end(data: Bytes) -> int:
    if bytes(data[:3]) != b"ID3" or len(data) < TAG_HEAD:
        return 0
    length = 0
    for byte in data[6:TAG_HEAD]:
        length = length << 7 | byte & 0x7F
    return min(len(data), TAG_HEAD + length)


def _next(data: Bytes, at: int) -> int:
    """Where sound begins again: two frames of one kind, one behind the other; else the end."""
    place = data.find(b"\xff", at + 1)
    while place >= 0:
        length = _frame(data, place)
        if length and place + length + 4 <= len(data) and _frame(data, place + length):
            here, there = (struct.unpack_from(">I", data, p)[0] for p in (place, place + length))
            if not (here ^ there) & SAME:
                return place
        place = data.find(b"\xff", place + 1)
    return len(data)


def _frame(data: Bytes, at: int) -> int:
    """Bytes of the frame that starts here; 0 when none does."""
    if at + 4 > len(data):
        return 0
    (head,) = struct.unpack_from(">I", data, at)
    version, layer, rate, sampling = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != ALL_ONES or layer != THIRD_LAYER or version not in HERTZ:
        return 0
    if not 0 < rate <= len(RATES) or sampling == len(HERTZ):
        return 0
    kilobits = (RATES if version == FIRST else LOW_RATES)[rate - 1]
    samples = 1152 if version == FIRST else 576
    length = samples // 8 * kilobits * 1000 // HERTZ[version][sampling] + (head >> 9 & 1)
    return length if at + length <= len(data) else 0


def blind_wav(data: Bytes) -> list[str]:
    """Chunks that describe become junk of the same size."""
    found, at = False, RIFF
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        end = min(at + 8 + length, len(data))
        if kind not in HEARD:
            found = found or any(data[at + 8 : end])
            data[at : at + 4] = b"JUNK"
            data[at + 8 : end] = bytes(end - at - 8)
        at = end + length % 2
    return ["曲名、录音者、软件等说明"] if found else []
