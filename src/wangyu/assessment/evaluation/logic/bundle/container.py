"""The zip itself: bytes in, texts out. What is hostile or torn is told in one sentence."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from wangyu.base.lib.given import WrongInput, decode, read_json

MANIFEST = "manifest.json"
NAMES = (
    "versions.json", "scheme.json", "charter.json", "case.json", "units.csv", "facts.csv",
    "ratings.csv", "severities.csv", "standing.csv", "draw.json", "verdicts.csv", "results.json",
)  # fmt: skip
ALWAYS = ("versions.json", "scheme.json", "charter.json", "case.json", "units.csv", "facts.csv", "results.json")  # fmt: skip
MOST_BYTES = 300_000_000
"""Unpacked; a province of 3 000 universities and 100 indicators has less."""
THEN = (1980, 1, 1, 0, 0, 0)
"""No time of making, so that the same content has the same bytes."""


def pack(files: Mapping[str, str], about: Mapping[str, Any]) -> bytes:
    raw = {name: text.encode() for name, text in files.items()}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in raw.items()}
    head = dumped({**about, "files": hashes})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {MANIFEST: head.encode(), **raw}.items():
            archive.writestr(zipfile.ZipInfo(name, THEN), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def dumped(value: Any) -> str:
    """Floats as ``repr`` gives them."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def unpack(data: bytes, name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The manifest and the texts, every hash checked. Raises WrongInput."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            raw = _read(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
    ) as error:
        if isinstance(error, WrongInput):
            raise
        raise WrongInput(f"{name} 不是完整的 zip 文件，请重新下载。") from error
    if MANIFEST not in raw:
        raise WrongInput(f"{name} 里没有 {MANIFEST}，应为平台下载的复算包。")
    head = read_json(decode(raw.pop(MANIFEST), f"{name} 的 {MANIFEST}"), f"{name} 的 {MANIFEST}")
    hashes = head.get("files") if isinstance(head, dict) else None
    if not isinstance(hashes, dict):
        raise WrongInput(f"{name} 的 {MANIFEST} 应有 files，写明每个文件的指纹。")
    _check_hashes(raw, hashes, name)
    return head, {one: decode(text, f"{name} 的 {one}") for one, text in raw.items()}


def _read(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    members = archive.infolist()
    _check_members(members, name)
    found = {}
    left = MOST_BYTES
    for member in members:
        with archive.open(member) as file:
            found[member.filename] = file.read(left + 1)
        left -= len(found[member.filename])
        if left < 0:
            raise too_large(name)
    return found


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for member in members:
        inside = member.filename
        if inside not in {MANIFEST, *NAMES}:
            raise WrongInput(f"{name} 里有不该有的“{plain(inside)}”，应只有复算包的各个文件。")
        if inside in seen:
            raise WrongInput(f"{name} 里 {inside} 出现了两次，应只有一次。")
        if member.flag_bits & 1:
            raise WrongInput(f"{name} 加了密码，应为平台下载的原样的复算包。")
        seen.add(inside)
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise too_large(name)


def too_large(name: str) -> WrongInput:
    return WrongInput(f"{name} 解开后超过 {MOST_BYTES // 1_000_000} MB，不像复算包，没有读它。")


def plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text[:60])


def _check_hashes(raw: Mapping[str, bytes], hashes: Mapping[str, Any], name: str) -> None:
    for inside in (*ALWAYS, *hashes):
        if inside not in raw:
            raise WrongInput(f"{name} 里缺少 {plain(str(inside))}，请重新下载。")
    for inside, data in raw.items():
        if inside not in hashes:
            raise WrongInput(f"{name} 的 {MANIFEST} 里没有 {inside} 的指纹，文件被改动过。")
        if hashlib.sha256(data).hexdigest() != hashes[inside]:
            raise WrongInput(f"{name} 里的 {inside} 与指纹不符，文件被改动过或没有下载完整。")
