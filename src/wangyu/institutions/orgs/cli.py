"""What `wangyu setup --roster` and other commands of the operator need from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wangyu.base.core.access import Actor
from wangyu.base.core.books import first_sheet
from wangyu.base.lib.grids import BookError
from wangyu.base.lib.troubles import reason_of
from wangyu.institutions.orgs.logic.cells import TableError
from wangyu.institutions.orgs.logic.roster import NEW, Problem, diff, parse
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.ops import apply_roster, fingerprints, found_province
from wangyu.institutions.orgs.queries import known_schools, province_root

PROVINCE = "省高校网络思想政治工作中心"


class RosterNotLoadedError(Exception):
    """Carries the sentence the operator reads."""


@dataclass(frozen=True, slots=True)
class Loaded:
    province: Organisation
    added: int
    problems: tuple[Problem, ...]
    differences: int
    """Lines that wait for somebody to confirm them on the roster page."""


def load_roster(
    path: Path, *, actor: Actor, now: datetime, province_name: str = PROVINCE
) -> Loaded:
    """Fill an empty province from a roster.

    In one that has universities nothing is written: what differs is confirmed on the roster page.
    """
    try:
        table = parse(first_sheet(path.read_bytes()))
    except OSError as error:
        raise RosterNotLoadedError(f"名录文件 {path} 读不出来：{reason_of(error)}") from error
    except (BookError, TableError) as error:
        raise RosterNotLoadedError(f"名录文件 {path}：{error}") from error
    province = province_root() or found_province(name=province_name, actor=actor, now=now)
    lines = diff(known_schools(), table.schools)
    if known_schools() or not lines:
        return Loaded(province, 0, table.problems, len(lines))
    ticked = [line.key for line in lines if line.kind == NEW]
    added = apply_roster(
        province=province, roster=table.schools, ticked=ticked, shown=fingerprints(lines),
        actor=actor, now=now,
    )  # fmt: skip
    return Loaded(province, added, table.problems, len(lines) - len(ticked))
