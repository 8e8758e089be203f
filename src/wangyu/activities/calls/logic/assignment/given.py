"""PROBLEM.json checked key by key, before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.given import WrongInput
from wangyu.base.lib.graph import Indices

REQUIRED = ("items", "reviewers", "per_item", "load", "distinct_organizations", "affinity")
OPTIONAL = ("conflicts", "same_organization_conflicts", "fixed")
TOP = 1000
MOST = 10**6


@dataclass(frozen=True, slots=True)
class Party:
    """Items or reviewers: ids and organisations; ``most`` is each reviewer's own limit."""

    ids: list[str]
    organisations: list[str]
    most: list[int]


@dataclass(frozen=True, slots=True)
class Given:
    items: Party
    reviewers: Party
    per_item: int
    low: int
    high: int
    distinct: bool
    own_excluded: bool
    affinity: Indices | str
    conflicts: Indices
    fixed: Indices


class Reader:
    """What is wrong is told with the file's name and the key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, where: str, sentence: str) -> WrongInput:
        return WrongInput(f"{self.name} 的 {where}：{sentence}")

    def given(self, found: Any) -> Given:
        if not isinstance(found, dict):
            raise WrongInput(f"{self.name}：最外层应为 {{…}}，里面有 {'、'.join(REQUIRED)}。")
        self.keys(found, "", REQUIRED, OPTIONAL)
        items = self.party(found["items"], "items", ())
        reviewers = self.party(found["reviewers"], "reviewers", ("max",))
        shape = (len(items.ids), len(reviewers.ids))
        low, high = self.load(found["load"])
        return Given(
            items,
            reviewers,
            self.whole(found["per_item"], "per_item", 1),
            low,
            high,
            self.flag(found["distinct_organizations"], "distinct_organizations"),
            self.flag(
                found.get("same_organization_conflicts", False), "same_organization_conflicts"
            ),
            self.affinity(found["affinity"], shape),
            self.rows(found.get("conflicts", []), "conflicts", shape),
            self.rows(found.get("fixed", []), "fixed", shape),
        )

    def keys(
        self, found: dict[str, Any], where: str, required: Sequence[str], more: Sequence[str]
    ) -> None:
        right = "、".join(required) + (f"，可以另有 {'、'.join(more)}" if more else "")
        for key in found:
            if key not in {*required, *more}:
                raise self.wrong(f"{where}{key[:40]}", f"不认识的键，应为 {right}。")
        for key in required:
            if key not in found:
                raise self.wrong(f"{where}{key}", f"缺少这个键，应有 {right}。")

    def party(self, found: Any, where: str, more: Sequence[str]) -> Party:
        if not isinstance(found, list) or not found:
            raise self.wrong(where, "应为至少有一项的列表。")
        ids: dict[str, int] = {}
        party = Party([], [], [])
        for place, one in enumerate(found):
            at = f"{where}[{place}]"
            if not isinstance(one, dict):
                raise self.wrong(at, '应为 {"id": …, "organization": …}。')
            self.keys(one, f"{at}.", ("id", "organization"), more)
            name = self.text(one["id"], f"{at}.id")
            if ids.setdefault(name, place) != place:
                raise self.wrong(
                    f"{at}.id", f"“{name[:40]}”与 {where}[{ids[name]}] 相同，应各不相同。"
                )
            party.ids.append(name)
            party.organisations.append(self.text(one["organization"], f"{at}.organization"))
            party.most.append(self.whole(one.get("max", MOST), f"{at}.max", 0))
        return party

    def text(self, found: Any, where: str) -> str:
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(where, "应为不空的文字。")
        return found

    def whole(self, found: Any, where: str, least: int) -> int:
        if type(found) is not int or not least <= found <= MOST:
            raise self.wrong(where, f"应为 {least} 到 {MOST} 的整数。")
        return found

    def flag(self, found: Any, where: str) -> bool:
        if not isinstance(found, bool):
            raise self.wrong(where, "应为 true 或 false。")
        return found

    def load(self, found: Any) -> tuple[int, int]:
        if not isinstance(found, list) or len(found) != len(("low", "high")):
            raise self.wrong("load", "应为两个整数的列表：每人至少几件、至多几件。")
        low, high = (self.whole(one, f"load[{place}]", 0) for place, one in enumerate(found))
        if low > high:
            raise self.wrong("load", f"至少 {low} 件多于至多 {high} 件，应不多于。")
        return low, high

    def affinity(self, found: Any, shape: tuple[int, int]) -> Indices | str:
        if isinstance(found, dict):
            self.keys(found, "affinity.", ("npy",), ())
            return self.text(found["npy"], "affinity.npy")
        return self.rows(found, "affinity", (*shape, TOP + 1))

    def rows(self, found: Any, where: str, sizes: tuple[int, ...]) -> Indices:
        """Rows of whole numbers, each below its size, no pair twice."""
        if not isinstance(found, list):
            raise self.wrong(where, "应为列表。")
        names = ("作品序号", "评委序号", "契合度")
        for place, row in enumerate(found):
            if (
                not isinstance(row, list)
                or len(row) != len(sizes)
                or any(type(x) is not int for x in row)
            ):
                raise self.wrong(
                    f"{where}[{place}]", f"应为 [{'、'.join(names[: len(sizes)])}]，都是整数。"
                )
            for name, value, size in zip(names, row, sizes, strict=False):
                if not 0 <= value < size:
                    raise self.wrong(
                        f"{where}[{place}]", f"{name}应为 0 到 {size - 1}，现为 {str(value)[:20]}。"
                    )
        rows = np.array(found, np.int64).reshape(len(found), len(sizes))
        self.once(rows[:, 0] * sizes[1] + rows[:, 1], where)
        return rows

    def once(self, key: Indices, where: str) -> None:
        _, first, back = np.unique(key, return_index=True, return_inverse=True)
        for place in np.flatnonzero(first[back] != np.arange(len(key)))[:1]:
            raise self.wrong(
                f"{where}[{place}]", f"与 {where}[{first[back[place]]}] 是同一对，应只有一次。"
            )

    def grid(self, found: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
        """The affinities of an .npy file."""
        if found.shape != shape or found.dtype.kind not in "iu":
            raise self.wrong("affinity.npy", f"应为 {shape[0]} 行 {shape[1]} 列的整数，现为 {found.shape} 的 {found.dtype}。")  # fmt: skip
        return found
