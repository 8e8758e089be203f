"""Films and sounds that are none, or tell a wrong length."""

from __future__ import annotations

import struct

from tests.base.core.files.hostile.build import box, element, mp3, mp4, wav, webm, zipped
from tests.base.core.files.hostile.sample import Sample

BROKEN, LYING = "不是完好的视频或音频", "自称的时长"
FTYP = box(b"ftyp", b"isom" + bytes(4))


def tag_of(length: int) -> bytes:
    return b"ID3\4\0\0" + bytes(
        [length >> 21 & 127, length >> 14 & 127, length >> 7 & 127, length & 127]
    )


def deep_boxes() -> bytes:
    inner = b""
    for _ in range(15_000):
        inner = box(b"moov", inner)
    return FTYP + inner


SAMPLES = [
    Sample(f"film-{name}", file, make, words)
    for name, file, make, words in [
        ("only-a-head", "微视频.mp4", lambda: FTYP + bytes(99), BROKEN),
        ("program-behind-a-head", "微视频.mp4", lambda: FTYP + b"MZ" * 500, BROKEN),
        ("no-samples", "微视频.mp4", lambda: mp4(samples=0, played=0), BROKEN),
        ("fewer-bytes-than-samples", "微视频.mp4", lambda: mp4(sample_bytes=10_000), BROKEN),
        ("box-larger-than-file", "微视频.mov", lambda: FTYP + box(b"moov", b"", length=2**31), BROKEN),
        ("box-of-no-length", "微视频.mp4", lambda: FTYP + box(b"moov", b"", length=4), BROKEN),
        ("bottomless", "微视频.mp4", deep_boxes, BROKEN),
        ("twenty-thousand-boxes", "微视频.mp4", lambda: FTYP + box(b"free") * 20_000, BROKEN),
        ("tells-a-second-plays-an-hour", "微视频.mp4", lambda: mp4(told=1, played=3600), LYING),
        ("tells-an-hour-plays-a-second", "微视频.mov", lambda: mp4(told=3600, played=4, brand=b"qt  "), LYING),
        ("tells-a-century", "微视频.mp4", lambda: mp4(told=2**31, played=2**31), LYING),
        ("zip-behind-it", "微视频.mp4", lambda: mp4() + zipped({"a.exe": b"MZ"}), "夹带"),
        ("sound-fake", "歌曲.m4a", lambda: box(b"ftyp", b"M4A " + bytes(4)) + bytes(99), BROKEN),
        ("webm-fake", "微视频.webm", lambda: b"\x1a\x45\xdf\xa3" + bytes(99), BROKEN),
        ("webm-without-pictures", "微视频.webm", lambda: webm(cluster=False), BROKEN),
        ("webm-of-a-century", "微视频.webm", lambda: webm(3e9), LYING),
        ("webm-of-no-length", "微视频.webm", lambda: webm(float("nan")), LYING),
        ("webm-larger-inside", "微视频.webm", lambda: element(0x1A45DFA3, b"") + b"\x18\x53\x80\x67\x90" + bytes(3), BROKEN),
        ("mp3-fake", "歌曲.mp3", lambda: b"ID3" + bytes(500), BROKEN),
        ("mp3-text-behind-a-frame", "歌曲.mp3", lambda: mp3(1) + b"text " * 900, BROKEN),
        ("mp3-all-ones", "歌曲.mp3", lambda: b"\xff\xfb" + b"\xff" * 9_000_000, BROKEN),
        ("mp3-tag-larger-than-file", "歌曲.mp3", lambda: tag_of(2**27) + mp3(), BROKEN),
        ("mp3-promises-an-hour", "歌曲.mp3", lambda: mp3(told=140_000), LYING),
        ("wav-fake", "录音.wav", lambda: b"RIFF\0\0\0\0WAVE" + bytes(99), BROKEN),
        ("wav-of-no-rate", "录音.wav", lambda: wav(rate=1)[:28] + struct.pack("<I", 0) + wav(rate=1)[32:], BROKEN),
        ("wav-larger-than-file", "录音.wav", lambda: wav(told=2**31), BROKEN),
        ("wav-of-a-century", "录音.wav", lambda: wav(100_000, rate=1), LYING),
        ("flash-as-film", "微视频.mp4", lambda: b"FLV\1\5\0\0\0\x09" + bytes(99), "不接收这种文件"),
        ("avi-as-film", "微视频.mp4", lambda: b"RIFF\0\0\0\0AVI " + bytes(99), "不接收这种文件"),
    ]
] + [
    Sample("webm-of-many-tracks", "微视频.webm", lambda: webm(tracks=element(0x1654AE6B, element(0xAE, b"\xe0\x80") * 4000) * 100), kept_as="微视频.webm"),
    Sample("film-as-it-should-be", "微视频.mp4", mp4, kept_as="微视频.mp4", media="video/mp4"),
]  # fmt: skip
