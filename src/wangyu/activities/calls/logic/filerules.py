"""A file held against what its slot allows (DOMAIN §3). What was not measured is a doubt, never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wangyu.activities.calls.logic.edition import FileRule
from wangyu.base.lib.dates import show_date

MEGABYTE = 1024 * 1024
FORMATS = {
    "video/mp4": ("mp4", "mov"), "video/webm": ("webm",), "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",), "audio/wav": ("wav",), "image/jpeg": ("jpg",), "image/png": ("png",),
    "image/webp": ("webp",), "image/gif": ("gif",), "application/pdf": ("pdf",),
    "text/plain": ("txt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}  # fmt: skip
"""What a file is by its content, and how rules call that."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something about a file: ``tone`` is ok, doubt or bad."""

    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came: ``measured`` holds seconds, width, height, pages, chars where known.

    ``created`` is the day written inside the file, where one is: whoever copies or converts a file
    may change it, so it is never more than a doubt.
    """

    name: str
    media_type: str
    size: int
    measured: Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class _Limit:
    key: str
    what: str
    low: float | None = None
    high: float | None = None
    show: str = "{}"

    def sentence(self, value: float) -> str:
        """What is wrong; empty when it is within."""
        if self.high is not None and value > self.high:
            return f"{self.what}是 {self._shown(value)}，不应超过 {self._shown(self.high)}"
        if self.low is not None and value < self.low:
            return f"{self.what}是 {self._shown(value)}，不应少于 {self._shown(self.low)}"
        return ""

    def _shown(self, value: float) -> str:
        return length(value) if self.key == "seconds" else self.show.format(round(value))


def length(seconds: float) -> str:
    """For example 5 分 03 秒; a begun second is shown whole, so that what is over reads as over."""
    whole = int(-(-seconds // 1))
    minutes, rest = divmod(whole, 60)
    return f"{minutes} 分 {rest:02d} 秒" if minutes else f"{rest} 秒"


def _limits(rule: FileRule) -> list[_Limit]:
    found = [
        _Limit("seconds", "时长", rule.min_seconds, rule.max_seconds),
        _Limit("width", "画面宽", rule.min_width, None, "{} 像素"),
        _Limit("height", "画面高", rule.min_height, None, "{} 像素"),
        _Limit("pages", "页数", None, rule.max_pages, "{} 页"),
        _Limit("chars", "字数", None, rule.max_chars, "{} 字"),
    ]
    return [one for one in found if one.low is not None or one.high is not None]


def check_file(rule: FileRule, given: Given) -> list[Found]:
    """Everything there is to say about one file; empty when nothing is wrong or doubtful."""
    return list(_check(rule, given))


def _check(rule: FileRule, given: Given) -> Iterator[Found]:
    formats = FORMATS.get(given.media_type, ())
    if not set(formats) & set(rule.formats):
        wanted = "、".join(one.upper() for one in rule.formats)
        was = formats[0].upper() if formats else given.media_type
        yield Found("bad", f"“{given.name}”的内容是 {was}，“{rule.title}”只收 {wanted}。")
        return
    yield from _sizes(rule, given)
    tone = "bad" if rule.over == "refuse" else "doubt"
    for limit in _limits(rule):
        value = given.measured.get(limit.key)
        if value is None:
            yield Found("doubt", f"“{given.name}”的{limit.what}没有测出来，请人工核对。")
        elif sentence := limit.sentence(float(value)):
            yield Found(tone, f"“{given.name}”{sentence}。")


def check_name(rule: FileRule, name: str, size: int) -> str:
    """What is wrong with a file by its name and size alone, before it is sent; or ""."""
    suffix = name.rpartition(".")[2].lower()
    suffix = {"jpeg": "jpg", "m4v": "mp4"}.get(suffix, suffix)
    if suffix not in rule.formats:
        wanted = "、".join(one.upper() for one in rule.formats)
        return f"“{name}”不是“{rule.title}”收的文件，只收 {wanted}。"
    found = _sizes(rule, Given(name, "", size, {}))
    return next((one.sentence for one in found if one.tone == "bad"), "")


def check_day(given: Given, first: date | None, last: date | None) -> list[Found]:
    """The day a file tells of itself, held against the time works have to be from."""
    told = given.measured.get("created")
    if not told:
        return []
    day = date.fromisoformat(str(told))
    early, late = first is not None and day < first, last is not None and day > last
    if not early and not late:
        return []
    side = "早于" if early else "晚于"
    sentence = (
        f"“{given.name}”内记的制作日期是 {show_date(day)}，{side}规定的作品时间，请人工核对。"
    )
    return [Found("doubt", sentence)]


def _sizes(rule: FileRule, given: Given) -> Iterator[Found]:
    size = given.size / MEGABYTE
    if rule.max_mb is not None and size > rule.max_mb:
        yield Found(
            "bad", f"“{given.name}”大小是 {size:.1f} MB，不应超过 {rule.max_mb} MB，请压缩后再传。"
        )
    elif rule.advised_mb is not None and size > rule.advised_mb:
        yield Found(
            "doubt", f"“{given.name}”大小是 {size:.1f} MB，建议不超过 {rule.advised_mb} MB。"
        )
