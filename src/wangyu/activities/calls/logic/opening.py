"""Where in a file a remark stands: in words, and so that a browser opens the file there."""

from __future__ import annotations

from wangyu.activities.calls.logic.filerules import length

PDF = "application/pdf"
SHOWN = ("image/", "video/", "audio/", PDF)
"""What a browser shows by itself, beside the page one reads."""
PLAYED = ("video/", "audio/")


def place_of(title: str, media: str, at: int | None) -> str:
    """For example 微视频 1 分 20 秒, or 正文第 3 页."""
    if at is None:
        return title
    played = media.startswith(PLAYED)
    gap = " " if title and (played or title[-1].isascii()) else ""
    return title + gap + (length(at) if played else f"第 {at} 页")


def opened_at(media: str, at: int | None) -> str:
    """What follows the address of a file that is opened there; empty when no browser shows it."""
    if not media.startswith(SHOWN):
        return ""
    mark = "t" if media.startswith(PLAYED) else "page"
    tied = at is not None and not media.startswith("image/")
    return f"?inline#{mark}={at}" if tied else "?inline"
