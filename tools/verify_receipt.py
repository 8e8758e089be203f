#!/usr/bin/env python3
"""Check receipts of Wangyu without the platform.

    python verify_receipt.py receipt.json --key wangyu-public-key.json
    python verify_receipt.py receipt.json --content content.json --key wangyu-public-key.json

``receipt.json`` (one or many) is downloaded from a receipt's page, ``content.json`` from the same
page by those who may see the figures; ``--key`` is the key's file, or its 64 digits; ``--saved`` one saved before it was changed. Needs Python
3.10 or newer and nothing else. Ends with 0 when every receipt is genuine, 1 when one is not, 2 when
a file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

FORMAT, CHANGE = "wangyu-receipt/1", "wangyu.key.change"
SIGNED = ("number", "verb", "revision", "at", "content_sha256")
VERBS = {"submit": "提交校内签批", "sign": "签批上报"}
HERE = timezone(timedelta(hours=8), "北京时间")


class UnreadableError(Exception):
    """A file that is not what it should be."""


# ---- the bytes that are hashed and signed -------------------------------------------------------
def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def canonical(value: Any) -> bytes:
    return json.dumps(
        plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


# ---- Ed25519, so that nothing needs to be installed (RFC 8032, 6; checking only) ----------------
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
BASE_Y = 4 * pow(5, -1, P) % P


def _point(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    answer: Point = (0, 1, 1, 0)
    while number:
        answer = _add(answer, point) if number & 1 else answer
        point, number = _add(point, point), number >> 1
    return answer


def is_signed(public_key: bytes, message: bytes, written: str) -> bool:
    """Whether the signature (hexadecimal) is that of the key over the message."""
    try:
        signature = bytes.fromhex(written)
    except ValueError:
        return False
    if len(signature) != 64 or len(public_key) != 32:  # noqa: PLR2004 -- the sizes of RFC 8032
        return False
    base, key, r = _point(BASE_Y.to_bytes(32, "little")), _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if base is None or key is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    left = _times(s, base)
    right = _add(r, _times(int.from_bytes(digest, "little") % ORDER, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P
        or (left[1] * right[2] - right[1] * left[2]) % P
    )


# ---- the platform's keys ------------------------------------------------------------------------
@dataclass(frozen=True)
class Key:
    """A public key of the platform; until when it signed, and whether it was lost."""

    public: bytes
    until: datetime | None = None
    lost: bool = False

    def may(self, at: datetime) -> bool:
        return self.until is None or at <= self.until


def read_keys(text: str, saved: str | None = None) -> list[Key]:
    """The key of today first, then those before it; each has signed the one after it."""
    if not Path(text).is_file():
        return _known([Key(read_key(text))], saved)
    file = read_json(Path(text))
    later, keys = file["public_key"], []
    for change in reversed(file.get("earlier", [])):
        facts = {**change, "kind": CHANGE, "signature": ""}
        old = read_key(change["public_key"])
        if change["next"] != later or not is_signed(old, canonical(facts), change["signature"]):
            raise UnreadableError("公钥文件里的更换记录不相接，文件被改动")
        keys.append(Key(old, datetime.fromisoformat(change["until"]), bool(change["lost"])))
        later = change["public_key"]
    return _known([Key(read_key(file["public_key"])), *keys], saved)


def _known(keys: list[Key], saved: str | None) -> list[Key]:
    """The same, when one of them is the key that was saved earlier."""
    if saved is None:
        return keys
    own = read_key(read_json(Path(saved))["public_key"] if Path(saved).is_file() else saved)
    if own not in [key.public for key in keys]:
        raise UnreadableError("公钥文件与您保存的公钥不相接，不是由它更换来的")
    if any(key.public == own and key.lost for key in keys):
        raise UnreadableError("您保存的公钥已声明失密，请向省中心当面核对新公钥的指纹")
    return keys


def read_key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:  # noqa: PLR2004 -- bytes of an Ed25519 key
        raise UnreadableError("公钥应为 64 位十六进制数字")
    return key


def signer(keys: list[Key], message: bytes, written: str) -> Key | None:
    return next((key for key in keys if is_signed(key.public, message, written)), None)


def not_in_time(key: Key, at: datetime) -> str:
    """Why a signature of this key does not count for this moment; "" when it does."""
    if key.lost:
        return "签名的公钥已声明失密，单凭签名不能判断，请到平台上按号码核对"
    return "" if key.may(at) else "签名的公钥在那个时间之前已经更换"


# ---- receipts -----------------------------------------------------------------------------------
def fault(receipt: dict[str, Any], keys: list[Key], content: dict[str, Any] | None) -> str:
    """Why the receipt does not hold; "" when it does."""
    facts = {name: receipt[name] for name in SIGNED}
    key = signer(keys, canonical(facts), receipt["signature"])
    if key is None:
        return "签名不符，号码、事项、次数、时间、内容指纹或签名中有一项被改动，或不是这把公钥签的"
    if late := not_in_time(key, datetime.fromisoformat(receipt["at"])):
        return late
    if content is not None:
        found = hashlib.sha256(canonical(content)).hexdigest()
        if found != receipt["content_sha256"]:
            return "所附内容与回执记下的指纹不符，不是当时提交的内容"
    return ""


def told(receipt: dict[str, Any]) -> str:
    at = datetime.fromisoformat(receipt["at"]).astimezone(HERE)
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}"
    what = VERBS.get(receipt["verb"], receipt["verb"])
    return f"服务器于 {when} 收到，{what}，第 {receipt['revision']} 次"


# ---- files and the command ----------------------------------------------------------------------
def read_json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{file} 读不出来：{error}") from error
    if not isinstance(found, dict):
        raise UnreadableError(f"{file} 不是平台给出的文件")
    return found


def read_receipt(file: Path) -> dict[str, Any]:
    found = read_json(file)
    missing = [name for name in (*SIGNED, "signature") if name not in found]
    if found.get("format") != FORMAT or missing:
        raise UnreadableError(f"{file} 不是回执，或缺少 {'、'.join(missing) or 'format'}")
    return found


def check(options: argparse.Namespace) -> int:
    keys, wrong = read_keys(options.key, options.saved), 0
    if options.saved:
        sys.stdout.write("现在的公钥是您保存的那一把，或由它换来。\n")
    content = read_json(options.content) if options.content else None
    for file in options.receipts:
        receipt = read_receipt(file)
        why = fault(receipt, keys, content)
        wrong += bool(why)
        verdict = f"无效：{why}" if why else f"有效：{told(receipt)}"
        sys.stdout.write(f"回执 {receipt['number']} {verdict}。\n")
    return 1 if wrong else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核对平台签发的回执")
    parser.add_argument("receipts", nargs="*", type=Path, help="从回执页下载的文件")
    parser.add_argument("--content", type=Path, help="从同一页下载的内容文件")
    parser.add_argument("--key", required=True, help="平台公钥文件，或 64 位十六进制")
    parser.add_argument("--saved", help="您以前保存的公钥；平台换过密钥时，确认现在的由它换来")
    try:
        return check(parser.parse_args(arguments))
    except UnreadableError as error:
        sys.stdout.write(f"无法核对：{error}。\n")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        sys.stdout.write(f"无法核对：文件内容不完整或被改坏（{type(error).__name__} {error}）。\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
