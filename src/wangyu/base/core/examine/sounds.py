"""Sound without pictures: MP3 frame by frame, WAV by its chunks."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

from wangyu.base.core.examine.films import BROKEN, LONGEST, LYING
from wangyu.base.core.examine.kinds import BadFileError, Seen, known, mapped
from wangyu.base.core.examine.names import quoted

FIRST = 3
"""MPEG-1; 2 is MPEG-2 and 0 MPEG-2.5, which have half as many samples in a frame."""
RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LOW_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = {FIRST: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FEWEST, MOST_GAPS = 3, 5000
TAG, TAG_HEAD = 128, 10
ALL_ONES, THIRD_LAYER = (1 << 11) - 1, 1


@dataclass(slots=True)
class _Heard:
    frames: int = 0
    seconds: float = 0
    covered: int = 0
    """Bytes of frames and tags."""
    first: int = -1


def check_mp3(path: Path, name: str) -> Seen:
    """Frames one behind the other to the end; what stands between or behind them is little."""
    with mapped(path) as data:
        heard = _listen(data)
        told = _told_frames(data[heard.first : heard.first + 256])
        whole = heard.covered >= (len(data) - TAG) * 0.9
    if heard.frames < FEWEST or not whole:
        raise BadFileError(BROKEN.format(quoted(name)))
    if heard.seconds > LONGEST or (told and abs(told - heard.frames) > max(50, heard.frames * 0.1)):
        raise BadFileError(LYING.format(quoted(name)))
    return Seen("audio/mpeg", measured=known(seconds=heard.seconds))


def _listen(data: mmap.mmap) -> _Heard:
    at = _after_tag(data[:10])
    heard, gaps = _Heard(covered=at), 0
    while at + 4 <= len(data) and gaps <= MOST_GAPS:
        length, lasts = _frame(data, at)
        if length:
            heard.first = at if heard.first < 0 else heard.first
            heard.frames, heard.seconds = heard.frames + 1, heard.seconds + lasts
            heard.covered, at = heard.covered + length, at + length
            continue
        gaps, at = gaps + 1, data.find(b"\xff", at + 1)
        if at < 0:
            break
    return heard


def _after_tag(head: bytes) -> int:
    """Behind the ID3 tag, whose length is told in sevens of bits."""
    if head[:3] != b"ID3" or len(head) < TAG_HEAD:
        return 0
    sevens = head[6:TAG_HEAD]
    return TAG_HEAD + sum((byte & 0x7F) << (7 * (3 - place)) for place, byte in enumerate(sevens))


def _frame(data: mmap.mmap, at: int) -> tuple[int, float]:
    """Bytes and seconds of the frame that starts here; (0, 0) when none does."""
    (head,) = struct.unpack_from(">I", data, at)
    version, layer = head >> 19 & 3, head >> 17 & 3
    rate, sampling = head >> 12 & 15, head >> 10 & 3
    if head >> 21 != ALL_ONES or layer != THIRD_LAYER or version not in HERTZ:
        return 0, 0.0
    if not 0 < rate <= len(RATES) or sampling == len(HERTZ):
        return 0, 0.0
    kilobits = (RATES if version == FIRST else LOW_RATES)[rate - 1]
    samples = 1152 if version == FIRST else 576
    hertz = HERTZ[version][sampling]
    length = samples // 8 * kilobits * 1000 // hertz + (head >> 9 & 1)
    return (length, samples / hertz) if at + length <= len(data) else (0, 0.0)


def _told_frames(head: bytes) -> int:
    """How many frames the encoder's own note promises; 0 without one."""
    place = max(head.find(b"Xing"), head.find(b"Info"))
    if place < 0 or len(head) < place + 12 or not head[place + 7] & 1:
        return 0
    return int.from_bytes(head[place + 8 : place + 12])


def check_wav(path: Path, name: str) -> Seen:
    """A format and data chunk within the file, and a length that follows from both."""
    size = path.stat().st_size
    rate, length, at = 0, 0, 12
    with path.open("rb") as file:
        while at + 8 <= size and not length:
            file.seek(at)
            kind, chunk = struct.unpack("<4sI", file.read(8))
            if kind == b"fmt " and chunk >= 16:  # noqa: PLR2004 -- the shortest format chunk
                rate = int.from_bytes(file.read(12)[8:12], "little")
            if kind == b"data":
                length = min(chunk, size - at - 8) if chunk <= size else 0
            at += 8 + chunk + chunk % 2
    if not rate or not length:
        raise BadFileError(BROKEN.format(quoted(name)))
    if length / rate > LONGEST:
        raise BadFileError(LYING.format(quoted(name)))
    return Seen("audio/wav", measured=known(seconds=length / rate))
