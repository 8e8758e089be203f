"""A charter: how the three checks become a conclusion. Plain data of a pack, copied by each cycle.

The policy states neither weights nor numbers (DOMAIN §11, §17), so what ships is an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wangyu.base.lib.packs import Key, PackError, count, flag, one_of, read_row, slug, text, texts

FORMS = {"full": "周期评价", "interim": "中期检查", "commendation": "年度表彰"}
STRATA = {"level": "层次", "ownership": "公私", "city": "市州"}
NOT_DRAWN = {"mutual": "抽查的份额归互查", "corrected": "按全省抽查的平均差距校正自查"}
WAYS = {"mean": "平均", "trimmed": "去掉一个最高分和一个最低分后平均", "median": "取中位数"}
"""How a panel's points become one figure."""
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Charter:
    key: str
    form: str
    title: str
    label: str
    source: str
    years: int
    self_share: int
    mutual_share: int
    spot_share: int
    checks_each: int
    """How many universities each university checks, and by how many it is checked."""
    spot_size: int
    """How many universities are drawn; 0: none."""
    strata: tuple[str, ...]
    weighted: bool
    """Whether doubtful self-scores are drawn more often."""
    not_drawn: str
    recheck_over: int
    """Points between self and spot check beyond which a re-check is asked for."""
    notice_days: int
    first: int
    """About how many are to be 示范; nothing is decided by it."""
    pass_line: int
    """Points below which 整改 is proposed."""
    concentration: int
    draws: int
    panel_least: int = 0
    """How many experts at least make a figure; 0: no panel, and others rate what it would."""
    panel_way: str = "mean"
    panel_city: bool = False
    """Whether experts keep off their own city, too; off their own university they always do."""

    def named(self, first: int, last: int) -> str:
        """What a round by it is called: 2023—2024 年综合评价, 2024 年度表彰."""
        years = f"{first}—{last} 年" if first != last else f"{last} 年"
        return years + self.title.removeprefix("年")


KEYS: dict[str, Key] = {
    "key": slug(), "form": one_of(tuple(FORMS)), "title": text(), "label": text(), "source": text(),
    "years": count(), "self_share": count(), "mutual_share": count(default=0), "spot_share": count(default=0),
    "checks_each": count(default=0), "spot_size": count(default=0),
    "strata": texts(default=()), "weighted": flag(default=False), "not_drawn": one_of(tuple(NOT_DRAWN), default="mutual"),
    "recheck_over": count(default=HUNDRED), "notice_days": count(), "first": count(), "pass_line": count(default=0),
    "concentration": count(), "draws": count(), "panel_least": count(default=0),
    "panel_way": one_of(tuple(WAYS), default="mean"), "panel_city": flag(default=False),
}  # fmt: skip


def read_charter(where: str, data: Mapping[str, Any]) -> Charter:
    """Raises PackError naming the key and what would be right."""
    row = read_row(where, dict(data), KEYS)
    charter = Charter(**row | {"strata": tuple(row["strata"])})
    wrong = [one for one in charter.strata if one not in STRATA]
    if wrong:
        raise PackError(f"{where}：strata 里的 {wrong[0]} 应为 {'、'.join(STRATA)} 之一")
    shares = charter.self_share + charter.mutual_share + charter.spot_share
    if shares != HUNDRED:
        raise PackError(f"{where}：自查、互查、抽查的份额之和是 {shares}，应为 {HUNDRED}")
    if bool(charter.mutual_share) != bool(charter.checks_each):
        raise PackError(f"{where}：互查的份额和 checks_each 应同时为 0 或同时大于 0")
    if bool(charter.spot_share) != bool(charter.spot_size):
        raise PackError(f"{where}：抽查的份额和 spot_size 应同时为 0 或同时大于 0")
    return charter


def plain(charter: Charter) -> dict[str, Any]:
    """What ``read_charter`` reads again: what does not apply is left out."""
    found = asdict(charter) | {"strata": list(charter.strata)}
    if not charter.panel_least:
        del found["panel_way"], found["panel_city"]
    return {key: value for key, value in found.items() if value or isinstance(value, bool)}
