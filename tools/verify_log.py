#!/usr/bin/env python3
"""Check Wangyu's audit log, or its published roots, without the platform.

    python verify_log.py log.jsonl --roots published/audit --key wangyu-public-key.json
    python verify_log.py --roots roots.json --key wangyu-public-key.json
    python verify_log.py --proof proof.json --key wangyu-public-key.json

``log.jsonl`` is written by ``wangyu audit_export``; ``--roots`` is a downloaded roots.json, the file
of one day, or a folder of such files; ``--key`` is the key's file, or its 64 digits. Needs Python
3.10 or newer and nothing else. Ends with 0 when all holds, 1 when not, 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

SEALED = (
    "seq", "at", "by", "actor_id", "action", "target_kind", "target_id", "org_path", "sentence",
    "details", "private_sha256", "previous_hash",
)  # fmt: skip
ROOT = ("day", "size", "root", "chain_hash", "sealed_at")
KIND = "wangyu.audit.root"
GENESIS, NEVER = "0" * 64, "0001-01-01T00:00+00:00"


class WrongError(Exception):
    """The log or a root is not what it was; says which row or day."""


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


def entry_hash(entry: dict[str, Any]) -> str:
    return hashlib.sha256(canonical({name: entry[name] for name in SEALED})).hexdigest()


# ---- the tree of RFC 6962 -----------------------------------------------------------------------
def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Peaks of the perfect subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: list[bytes] | None = None) -> None:
        self.size, self.peaks = size, list(peaks or [])

    def add(self, leaf: bytes) -> None:
        self.size += 1
        width = self.size
        while width % 2 == 0:
            leaf, width = node_hash(self.peaks.pop(), leaf), width // 2
        self.peaks.append(leaf)

    def root(self) -> str:
        if not self.peaks:
            return hashlib.sha256().hexdigest()
        *rest, found = self.peaks
        for peak in reversed(rest):
            found = node_hash(peak, found)
        return found.hex()


def climb(place: int, last: int, steps: list[bytes], before: bytes, after: bytes) -> list[str]:
    """Roots reached from a node by a proof; nothing when the proof has the wrong length."""
    for step in steps:
        if last == 0:
            return []
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return [before.hex(), after.hex()] if last == 0 else []


def only_grew(old: dict[str, Any], new: dict[str, Any], proof: list[str]) -> bool:
    """Whether the proof shows that the newer tree begins with the older one."""
    m, n = old["size"], new["size"]
    if m in {0, n}:
        return not proof and old["root"] == (new["root"] if m == n else Tree().root())
    steps = [bytes.fromhex(step) for step in proof]
    if m & (m - 1) == 0:
        steps.insert(0, bytes.fromhex(old["root"]))
    place, last = m - 1, n - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    reached = climb(place, last, steps[1:], steps[0], steps[0]) if steps and m < n else []
    return reached == [old["root"], new["root"]]


def is_in(leaf: bytes, index: int, root: dict[str, Any], proof: list[str]) -> bool:
    """Whether the proof shows that the leaf stands at ``index`` of the root's tree."""
    if not 0 <= index < root["size"]:
        return False
    place, last, found = index, root["size"] - 1, leaf
    for step in map(bytes.fromhex, proof):
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found.hex() == root["root"]


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


# ---- the published roots ------------------------------------------------------------------------
def read_roots(places: list[Path]) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Roots by day, and the files of days by day."""
    roots: dict[str, dict[str, Any]] = {}
    days: dict[str, dict[str, Any]] = {}
    for file in [f for p in places for f in (sorted(p.glob("*.json")) if p.is_dir() else [p])]:
        content = read_json(file)
        one = content.get("root")
        for root in content.get("roots", [one] if isinstance(one, dict) else []):
            if roots.setdefault(root["day"], root) != root:
                raise WrongError(f"{root['day']} 的根在 {file.name} 里与另一份不同")
        if isinstance(one, dict):
            days[one["day"]] = content
    return dict(sorted(roots.items())), days


def check_signature(root: dict[str, Any], keys: dict[bytes, str]) -> None:
    facts = {name: root[name] for name in ROOT} | {"signature": "", "kind": KIND}
    signers = [key for key in keys if is_signed(key, canonical(facts), root["signature"])]
    if not signers:
        raise WrongError(f"{root['day']} 的根签名无效：不是这把公钥签的，或已被改动")
    if (until := keys[signers[0]]) and datetime.fromisoformat(
        root["sealed_at"]
    ) > datetime.fromisoformat(until):
        raise WrongError(f"{root['day']} 的根：签名的公钥在那之前已经更换，或已声明失密")


def check_growth(roots: dict[str, dict[str, Any]], days: dict[str, dict[str, Any]]) -> int:
    """Every root follows from the one before. Returns how many were proved."""
    proved = 0
    ordered = list(roots.values())
    for old, new in pairwise(ordered):
        if new["size"] < old["size"]:
            raise WrongError(f"{new['day']} 的根比 {old['day']} 的条数还少")
        file = days.get(new["day"])
        if file is None or (not file["leaves"] and new["size"] > old["size"]):
            continue
        if file["before"] != old or not only_grew(old, new, file["consistency"]):
            raise WrongError(f"{new['day']} 的根不是由 {old['day']} 的根接续而来")
        proved += 1
    return proved


# ---- the log ------------------------------------------------------------------------------------
class Log:
    """Follows the rows in order and stops at the first that does not fit."""

    def __init__(
        self,
        start: dict[str, Any],
        roots: dict[str, dict[str, Any]],
        days: dict[str, dict[str, Any]],
    ) -> None:
        self.seq, self.hash = start["seq"], start["hash"]
        self.tree = Tree(self.seq, [bytes.fromhex(peak) for peak in start["frontier"]])
        self.fresh: list[bytes] = []
        self.days = days
        self.waiting = [root for root in roots.values() if root["size"] >= self.seq]
        self.at_roots()

    def step(self, entry: dict[str, Any]) -> None:
        seq = self.seq + 1
        if entry["seq"] != seq:
            raise WrongError(f"第 {seq} 条不见了，其后是第 {entry['seq']} 条")
        if entry["previous_hash"] != self.hash:
            raise WrongError(f"第 {seq} 条不是接在第 {self.seq} 条之后写下的，被调换或替换")
        if entry["hash"] != entry_hash(entry):
            raise WrongError(f"第 {seq} 条的内容被改动，与当时的指纹不符")
        self.seq, self.hash = seq, entry["hash"]
        self.fresh.append(leaf_hash(bytes.fromhex(self.hash)))
        self.tree.add(self.fresh[-1])
        self.at_roots()

    def at_roots(self) -> None:
        while self.waiting and self.waiting[0]["size"] == self.seq:
            root = self.waiting.pop(0)
            if (self.tree.root(), self.hash) != (root["root"], root["chain_hash"]):
                self.unlike(root)
            self.fresh = []

    def unlike(self, root: dict[str, Any]) -> NoReturn:
        first, day = self.seq - len(self.fresh) + 1, root["day"]
        then = self.days.get(day, {}).get("leaves", [])
        for number, (now, before) in enumerate(zip(self.fresh, then, strict=False)):
            if now.hex() != before:
                raise WrongError(f"第 {first + number} 条与 {day} 公布的不同，其后被整体重写")
        raise WrongError(f"第 {first} 至 {self.seq} 条里有改动，与 {day} 公布的根不符")

    def end(self, head: dict[str, Any]) -> None:
        seq = self.seq + 1
        if self.waiting:
            root = self.waiting[0]
            raise WrongError(f"第 {seq} 条起被截断，{root['day']} 封存时有 {root['size']} 条")
        if head["seq"] > self.seq:
            raise WrongError(f"第 {seq} 条起被截断，日志本应到第 {head['seq']} 条")
        if (head["seq"], head["hash"]) != (self.seq, self.hash):
            raise WrongError(f"末条记录（第 {self.seq} 条）与链尾登记的第 {head['seq']} 条不符")


def check_log(file: Path, roots: dict[str, dict[str, Any]], days: dict[str, dict[str, Any]]) -> int:
    """Returns how many rows were read."""
    lines = rows(file)
    header = next(lines, {})
    if header.get("format") != "wangyu-audit-log/1":
        raise UnreadableError(f"{file} 的第一行不是 wangyu audit_export 写的")
    start = header["start"]["seq"]
    if start and roots and all(root["size"] != start for root in roots.values()):
        raise WrongError(f"日志从第 {start + 1} 条开始，公布的根里没有到第 {start} 条为止的一个")
    log = Log(header["start"], roots, days)
    for entry in lines:
        log.step(entry)
    log.end(header["head"])
    return log.seq - int(header["start"]["seq"])


def check_proof(file: Path, keys: dict[bytes, str]) -> str:
    """One row, shown to have been there without showing the others."""
    proof = read_json(file)
    root, entry = proof["root"], proof["entry"]
    check_signature(root, keys)
    if entry["hash"] != entry_hash(entry):
        raise WrongError(f"第 {entry['seq']} 条的内容与指纹不符")
    if not is_in(leaf_hash(bytes.fromhex(entry["hash"])), entry["seq"] - 1, root, proof["proof"]):
        raise WrongError(f"第 {entry['seq']} 条不在 {root['day']} 的根里")
    return f"第 {entry['seq']} 条在 {root['day']} 封存的日志里：{entry['sentence']}"


# ---- files and the command ----------------------------------------------------------------------
def read_json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{file} 读不出来：{error}") from error
    if not isinstance(found, dict):
        raise UnreadableError(f"{file} 不是平台公布的文件")
    return found


def rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise UnreadableError(f"{file} 第 {number} 行不是一条日志")
                yield found
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{file} 读不出来：{error}") from error


def read_keys(text: str) -> dict[bytes, str]:
    """Today's first, each with the last moment it signed at; ``verify_receipt.py`` follows them."""
    file = read_json(Path(text)) if Path(text).is_file() else {"public_key": text}
    known = {bytes.fromhex(file["public_key"]): ""}
    for one in file.get("earlier", []):
        known[bytes.fromhex(one["public_key"])] = NEVER if one["lost"] else one["until"]
    if {len(key) for key in known} != {32}:
        raise UnreadableError("公钥应为 64 位十六进制数字")
    return known


def check(options: argparse.Namespace) -> list[str]:
    """What holds, line by line. Raises for what does not."""
    keys, said = read_keys(options.key), []
    roots, days = read_roots(options.roots)
    for root in roots.values():
        check_signature(root, keys)
    if roots:
        proved = check_growth(roots, days)
        said.append(f"{len(roots)} 个根的签名有效，其中 {proved} 个已证明由前一个接续而来")
    if options.log:
        said.append(f"日志 {check_log(options.log, roots, days)} 条，逐条相接")
        if not roots:
            said.append("没有用根核对：整本重写的日志这样看不出来，请加上 --roots")
    if options.proof:
        said.append(check_proof(options.proof, keys))
    return said


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核对审计日志与公布的根")
    parser.add_argument("log", nargs="?", type=Path, help="wangyu audit_export 导出的日志")
    parser.add_argument("--roots", type=Path, nargs="+", default=[], help="roots.json 或公布目录")
    parser.add_argument("--proof", type=Path, help="wangyu audit_prove 写的单条证明")
    parser.add_argument("--key", required=True, help="平台公钥文件，或 64 位十六进制")
    options = parser.parse_args(arguments)
    try:
        said = check(options)
    except WrongError as error:
        sys.stdout.write(f"不通过：{error}。\n")
        return 1
    except (UnreadableError, KeyError, TypeError, ValueError, AttributeError) as error:
        broken = f"文件内容不完整或被改坏（{type(error).__name__} {error}）"
        said = str(error) if isinstance(error, UnreadableError) else broken
        sys.stdout.write(f"无法核对：{said}。\n")
        return 2
    sys.stdout.write("".join(f"{line}。\n" for line in said) + "通过。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
