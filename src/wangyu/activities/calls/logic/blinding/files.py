"""By kind of file: how it is made blind, and what it says."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2

from wangyu.activities.calls.logic.blinding import films, office, papers, pictures, sounds, webm
from wangyu.activities.calls.logic.blinding.words import masked, pattern_of

OFFICE = "application/vnd.openxmlformats-officedocument."
PDF, TEXT = "application/pdf", "text/plain"
IN_PLACE: dict[str, Callable[[Any], list[str]]] = {
    "video/mp4": films.blind, "audio/mp4": films.blind, "video/webm": webm.blind,
    "audio/mpeg": sounds.blind_mp3, "audio/wav": sounds.blind_wav,
}  # fmt: skip
SUFFIXES = {
    "video/mp4": "mp4", "audio/mp4": "m4a", "video/webm": "webm", "audio/mpeg": "mp3",
    "audio/wav": "wav", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/webp": "webp", PDF: "pdf", TEXT: "txt", f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx", f"{OFFICE}presentationml.presentation": "pptx",
}  # fmt: skip
PAINTED = frozenset({"image/jpeg", "image/png"})
"""Pictures that stay what they are when a place of theirs is painted over."""
MOST_CHARACTERS = 400_000


def can_replace(media: str) -> bool:
    """Whether words in it are replaced by others, without drawing it anew."""
    return media == TEXT or media.startswith(OFFICE)


def can_mask(media: str) -> bool:
    """Whether words found in it can be hidden: replaced, or painted over."""
    return media == PDF or media in PAINTED or can_replace(media)


def blind(path: Path, media: str, words: Collection[str] = ()) -> list[str]:
    """The file at ``path`` becomes blind. Answers what was taken out."""
    if media in IN_PLACE:
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
            return IN_PLACE[media](data)
    made, told = _anew(path.read_bytes(), media, words)
    path.write_bytes(made)
    return told


def _anew(data: bytes, media: str, words: Collection[str]) -> tuple[bytes, list[str]]:
    if media.startswith(OFFICE):
        return office.blind(data, words)
    if media == PDF:
        return papers.blind(data)
    if media == TEXT:
        text = decoded(data)
        plain = masked(text, words)
        return (plain.encode(), ["遮盖的文字"]) if plain != text else (data, [])
    return pictures.blind(data), ["图片的拍摄信息"]


def texts_of(path: Path, media: str) -> Iterator[tuple[int, str]]:
    """Page (0 where there are none) and what it says; nothing for what only plays or is seen."""
    if media.startswith(OFFICE):
        yield 0, office.text_of(path.read_bytes())[:MOST_CHARACTERS]
    elif media == TEXT:
        yield 0, decoded(path.read_bytes())[:MOST_CHARACTERS]
    elif media == PDF:
        yield from _pages(path)


def still_read(
    path: Path, media: str, words: Mapping[int, Collection[str]]
) -> list[tuple[int, str]]:
    """Page and word of what can be read there."""
    said = dict(texts_of(path, media))
    return [
        (page, word) for page in words for word in words[page]
        if pattern_of(word).search(said.get(page, ""))
    ]  # fmt: skip


def decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _pages(path: Path) -> Iterator[tuple[int, str]]:
    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(len(document)):
            yield number + 1, document[number].get_textpage().get_text_range()
        titles = [str(one.get_title()) for one in document.get_toc()]
    finally:
        document.close()
    yield 0, "\n".join(titles)
