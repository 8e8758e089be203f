"""Rows of the invitation sheet, each checked with a sentence for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wangyu.institutions.orgs.logic.picking import no_such

HEADER = ("姓名", "角色", "机构", "邮箱", "截止日期")
LIMIT = 500
NAME_LENGTH, EMAIL_LENGTH = 60, 254
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class BadSheetError(Exception):
    """The sheet as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    name: str
    role: str
    org_id: int
    email: str
    until: date | None
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Terms:
    """What the sheet may speak of: role keys by label, organisations by label, tiers."""

    roles: Mapping[str, str]
    orgs: Mapping[str, int]
    tier_of_org: Mapping[int, int]
    tier_of_role: Mapping[str, int]
    today: date
    taken: Collection[tuple[str, str, int]] = field(default_factory=frozenset)
    """Pending invitations: (name, role, organisation)."""


def read_rows(cells: Sequence[Sequence[object]], terms: Terms) -> list[Row]:
    """Every row with a person below the header. Raises BadSheetError for wrong columns.

    The template names vacant roles; a row in which nobody was written stays one.
    """
    if not cells:
        raise BadSheetError("表格是空的。请下载模板，照第一行的列名填写。")
    places = _columns([_text(cell) for cell in cells[0]])
    rows: list[Row] = []
    seen: set[tuple[str, str, int]] = set(terms.taken)
    for number, line in enumerate(cells[1:], start=2):
        values = {key: line[at] if at < len(line) else "" for key, at in places.items()}
        if _text(values["姓名"]) or _text(values.get("邮箱", "")):
            row = _row(number, values, terms, seen)
            seen.add((row.name, row.role, row.org_id))
            rows.append(row)
    if not rows:
        raise BadSheetError("表格里没有要邀请的人。请从第二行起每行填写一人，至少写上姓名。")
    if len(rows) > LIMIT:
        raise BadSheetError(f"一次最多邀请 {LIMIT} 人，表格里有 {len(rows)} 人，请分几次上传。")
    return rows


def _columns(header: Sequence[str]) -> dict[str, int]:
    unknown = [name for name in header if name and name not in HEADER]
    missing = [name for name in HEADER[:3] if name not in header]
    if unknown or missing:
        wrong = f"不认识的列：{'、'.join(unknown)}。" if unknown else ""
        lack = f"缺少的列：{'、'.join(missing)}。" if missing else ""
        raise BadSheetError(f"{wrong}{lack}请照模板的列名填写：{'、'.join(HEADER)}。")
    return {name: header.index(name) for name in HEADER if name in header}


def _row(
    number: int, values: Mapping[str, object], terms: Terms, seen: Collection[tuple[str, str, int]]
) -> Row:
    name, email = _text(values["姓名"]), _text(values.get("邮箱", ""))
    role = terms.roles.get(_text(values["角色"]), "")
    org_id = terms.orgs.get(_text(values["机构"]), 0)
    problems: list[str] = []
    if not name or len(name) > NAME_LENGTH:
        problems.append("姓名应为 1 到 60 个字")
    if not role:
        problems.append(f"角色“{_text(values['角色'])}”不在您能授予的角色中")
    if not org_id:
        problems.append(_no_place(_text(values["机构"]), terms))
    if role and org_id and terms.tier_of_role[role] != terms.tier_of_org[org_id]:
        problems.append("这个角色不能授在这一层级的机构上")
    if email and (len(email) > EMAIL_LENGTH or not _EMAIL.match(email)):
        problems.append(f"邮箱“{email[:60]}”不像邮箱地址")
    until = _day(values.get("截止日期", ""), terms.today, problems)
    if (name, role, org_id) in seen:
        problems.append("同一人、同一角色、同一机构已有一条未用的邀请或在表中重复")
    return Row(number, name, role, org_id, email, until, tuple(problems))


def _no_place(text: str, terms: Terms) -> str:
    if not text:
        return "没有写机构"
    return no_such(text[:NAME_LENGTH], list(terms.orgs)).removesuffix("。")


def _text(value: object) -> str:
    return str(value if value is not None else "").replace("\x00", "").strip()


def _day(value: object, today: date, problems: list[str]) -> date | None:
    if isinstance(value, datetime):
        day: date | None = value.date()
    elif isinstance(value, date):
        day = value
    else:
        day = _typed_day(_text(value), problems)
    if day is not None and day < today:
        problems.append("截止日期已经过去")
    return day


def _typed_day(text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    plain = re.sub(r"[年月/.]", "-", text).removesuffix("日")
    try:
        return date(*(int(part) for part in plain.split("-")))
    except (ValueError, TypeError, OverflowError):
        problems.append(f"截止日期“{text[:20]}”应写作 2027-03-31")
        return None
