"""The words of tus 1.0, the open protocol for resumable uploads: what its headers say."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
PIECE_TYPE = "application/offset+octet-stream"
MOST_DIGITS = 15


class WordError(Exception):
    """A header that cannot be understood; carries what would be right."""


def number(headers: Mapping[str, str], name: str) -> int:
    """A length or an offset."""
    text = headers.get(name, "")
    if not _is_number(text):
        raise WordError(f"{name} 应为字节数，现在是“{text[:40]}”。")
    return int(text)


def number_or_zero(text: str) -> int:
    return int(text) if _is_number(text) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def metadata(text: str) -> dict[str, str]:
    """Pairs of a key and a value in base64, separated by commas; a key may stand alone."""
    pairs: dict[str, str] = {}
    for pair in filter(None, text.split(",")):
        key, _, value = pair.strip().partition(" ")
        pairs[key] = _plain(key, value).decode("utf-8", "replace")
    return pairs


def _plain(key: str, value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WordError(f"Upload-Metadata 中“{key[:40]}”的值应为 base64。") from error
