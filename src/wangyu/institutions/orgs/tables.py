"""Lists of organisations and of their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from wangyu.base.core.roles import Tier
from wangyu.base.ui.tables import Cell, Column, Filter, Table, build, show
from wangyu.institutions.orgs.models import Level, Organisation, OrgFact, Ownership
from wangyu.institutions.orgs.queries import PublicSchool

_LEVELS = [(value, label) for value, label in Level.choices]
_OWNERSHIPS = [(value, label) for value, label in Ownership.choices if value]


def _state(org: Organisation) -> str:
    return f"已撤销（{show(org.closed_on)}）" if org.closed_on else "在用"


UNIT_COLUMNS = [
    Column("name", "名称", lambda o: o.name, sort="name", url=lambda o: _detail(o.pk)),
    Column("tier", "层级", lambda o: o.get_tier_display(), sort="tier"),
    Column("parent", "上级单位", lambda o: o.parent.name if o.parent else "", phone=False),
    Column(
        "established_on", "成立日期", lambda o: o.established_on, sort="established_on", phone=False
    ),
    Column("document_no", "成立文号", lambda o: o.document_no, phone=False),
    Column("state", "状态", _state, tone=lambda o: "neutral" if o.closed_on else "ok"),
]


def _detail(pk: int) -> str:
    return reverse("orgs:detail", args=[pk])


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(closed_on__isnull=value == "open")


def units(request: HttpRequest, rows: QuerySet[Organisation]) -> Table:
    filters = [
        Filter("tier", "层级", [(str(value), label) for value, label in Tier.choices], "tier"),
        Filter("level", "层次", _LEVELS, "university__level"),
        Filter("state", "状态", [("open", "在用"), ("closed", "已撤销")], apply=_by_state),
    ]
    return build(
        request, rows.select_related("parent"), UNIT_COLUMNS,
        title="组织机构", search=["name", "short_name", "document_no"],
        search_label="名称、简称或文号", filters=filters, fixed={"view": "list"},
        empty="没有符合条件的单位", empty_hint="可清除条件，或换一个名称再查。",
    )  # fmt: skip


def children(request: HttpRequest, rows: QuerySet[Organisation]) -> Table:
    return build(
        request, rows.select_related("parent"), [c for c in UNIT_COLUMNS if c.key != "parent"],
        title="下级单位", search=["name", "short_name"], search_label="名称或简称",
        filters=[Filter("state", "状态", [("open", "在用"), ("closed", "已撤销")], apply=_by_state)],
        order="name", fixed={"tab": "children"}, empty="还没有下级单位",
        empty_hint="可逐个新建，或用 Excel 名单批量导入。",
    )  # fmt: skip


PUBLIC_COLUMNS = [
    Column("name", "学校", lambda s: s.name, url=lambda s: f"/orgs/public/{s.id}/", sort="name"),
    Column("code", "标识码", lambda s: s.code or "待核对", sort="code", phone=False),
    Column("city", "所在市州", lambda s: s.city, sort="city"),
    Column("level", "层次", lambda s: s.level, sort="level"),
    Column("ownership", "办学性质", lambda s: s.ownership or "未载明", sort="ownership"),
    Column("authority", "主管部门", lambda s: s.authority, sort="authority", phone=False),
    Column("former_name", "曾用名", lambda s: s.former_name, phone=False),
]
PUBLIC_PER_PAGE = 50


def public_filters(schools: Sequence[PublicSchool]) -> list[Filter]:
    cities = sorted({s.city for s in schools if s.city})
    return [
        Filter("level", "层次", _LEVELS, "level"),
        Filter("ownership", "办学性质", _OWNERSHIPS, "ownership"),
        Filter("city", "市州", [(city, city) for city in cities], "city"),
    ]


def public(params: QueryDict, schools: Sequence[PublicSchool]) -> Table:
    """The public roster, narrowed in memory: it is small and asked for often."""
    query = params.get("q", "").strip().replace("\x00", "")[:80]
    rows = [s for s in schools if _mentions(s, query)]
    chosen: list[tuple[Filter, str]] = []
    for one in public_filters(schools):
        value = params.get(one.key, "")
        value = value if value in dict(one.choices) else ""
        rows = [s for s in rows if getattr(s, one.field) == value] if value else rows
        chosen.append((one, value))
    sort = _public_sort(params.get("sort", ""))
    if sort:
        key = sort.removeprefix("-")
        rows.sort(key=lambda s: str(getattr(s, key)), reverse=sort.startswith("-"))
    page: Any = Paginator(rows, PUBLIC_PER_PAGE).get_page(params.get("page"))
    kept = {"q": query, "sort": sort} | {one.key: value for one, value in chosen}
    table = Table(
        "高校名录", PUBLIC_COLUMNS, Organisation.objects.none(), page, query, chosen, sort,
        {key: value for key, value in kept.items() if value}, params.get("export") == "xlsx",
        "校名、曾用名或标识码", "没有符合条件的学校", "可清除条件，或换一个名称再查。", {},
    )  # fmt: skip
    table.cells = [[_cell(column, row) for column in PUBLIC_COLUMNS] for row in page.object_list]
    return table


def _mentions(school: PublicSchool, query: str) -> bool:
    wanted = query.lower()
    return not wanted or any(
        wanted in text for text in (school.name.lower(), school.former_name.lower(), school.code)
    )


def _public_sort(wanted: str) -> str:
    sortable = {column.key for column in PUBLIC_COLUMNS if column.sort}
    return wanted if wanted.removeprefix("-") in sortable else ""


def _cell(column: Column, row: PublicSchool) -> Cell:
    return Cell(column, column.value(row), column.url(row) if column.url else "")


def _plain(key: str, label: str, *, numeric: bool = False, phone: bool = True) -> Column:
    return Column(key, label, lambda row: _shown(row, key), numeric=numeric, phone=phone)


def _shown(row: OrgFact, key: str) -> Any:
    display: Callable[[], str] | None = getattr(row, f"get_{key}_display", None)
    value = display() if display else getattr(row, key)
    if key == "year":
        return f"{value}年"
    return "未填" if value is None else value


FACT_COLUMNS: dict[str, list[Column]] = {
    "leading_group": [
        _plain("name", "名称"), _plain("established_on", "成立日期", phone=False),
        _plain("document_no", "成立文号", phone=False),
    ],
    "group_member": [
        _plain("role", "组内职务"), _plain("name", "姓名"), _plain("department", "部门"),
        _plain("title", "行政职务", phone=False), _plain("is_school_leader", "校领导", phone=False),
        _plain("since", "任职日期", phone=False),
    ],
    "meeting": [
        _plain("held_on", "会议日期"), _plain("topics", "议题"),
        _plain("attendees", "参会人员", phone=False),
    ],
    "office": [
        _plain("name", "名称"), _plain("since", "设立日期", phone=False),
        _plain("staffing", "编制数", numeric=True), _plain("head", "负责人", phone=False),
        _plain("phone", "联系电话", phone=False),
    ],
    "appointment": [
        _plain("title", "岗位"), _plain("person_name", "姓名"), _plain("full_time", "专职"),
        _plain("since", "到岗日期", phone=False),
    ],
    "room": [
        _plain("name", "名称"), _plain("use", "用途"), _plain("area_m2", "面积(㎡)", numeric=True),
        _plain("independent", "相对独立", phone=False), _plain("tenure", "权属", phone=False),
        _plain("since", "启用日期", phone=False),
    ],
    "budget": [
        _plain("year", "年度"), _plain("level", "级别"),
        _plain("allocated", "预算（元）", numeric=True),
        _plain("received", "到账（元）", numeric=True, phone=False),
        _plain("spent", "支出（元）", numeric=True, phone=False),
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact on the organisation's page."""

    fact: OrgFact
    cells: list[Cell]
    state: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class FactList:
    kind: str
    label: str
    columns: Sequence[Column]
    lines: list[FactLine]
    add_url: str
    """Empty where the reader may not add."""


def facts(
    org: Organisation, model: type[OrgFact], rows: Iterable[OrgFact], *, editable: bool
) -> FactList:
    columns = FACT_COLUMNS[model.KIND]
    add_url = reverse("orgs:fact_add", args=[org.pk, model.KIND]) if editable else ""
    lines = [_line(row, columns) for row in rows]
    return FactList(model.KIND, model.LABEL, columns, lines, add_url)


def _line(fact: OrgFact, columns: Sequence[Column]) -> FactLine:
    ended = fact.until is not None
    return FactLine(
        fact,
        [Cell(column, column.value(fact)) for column in columns],
        f"{show(fact.until)}{fact.END_WORD}" if ended else "有效",
        "neutral" if ended else "ok",
        reverse("orgs:fact", args=[fact.KIND, fact.pk]),
    )


def fact_rows(fact: OrgFact) -> list[tuple[str, Any]]:
    """Every field of a fact with its label, as it is shown."""
    own = [f for f in fact._meta.fields if f.name not in _HIDDEN]  # noqa: SLF001 -- Django's own public-by-convention API
    return [(str(f.verbose_name), _shown(fact, f.name)) for f in own]


_HIDDEN = frozenset({"id", "organisation", "user_id", "until", "end_reason"})
