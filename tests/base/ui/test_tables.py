from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from tests import factories
from tests.base.ui.sheets import cells_of
from wangyu.base.ui.tables import Cell, Column, Filter, build, export, show
from wangyu.institutions.orgs.models import Organisation

COLUMNS = [
    Column("name", "名称", lambda o: o.name, sort="name", url=lambda _: "/x/"),
    Column("tier", "层级", lambda o: int(o.tier), numeric=True, phone=False, tone=lambda _: "ok"),
]


def _three(rows, value):
    return rows.filter(name__endswith=value)


FILTERS = [
    Filter("tier", "层级", [("1", "省"), ("2", "校")], "tier"),
    Filter("end", "结尾", [("丙", "丙")], apply=_three),
]


@pytest.fixture
def rows(province):
    for name in ("甲", "乙", "丙"):
        factories.university(province, name=f"云梦{name}")
    return Organisation.objects.filter(tier=2)


@pytest.fixture
def table(rf, rows):
    def make(query="", **more):
        facts = {"title": "单位", "search": ["name"], "filters": FILTERS, "order": "name"} | more
        return build(rf.get(f"/?{query}"), rows, COLUMNS, **facts)

    return make


def names(made):
    return sorted(row[0].value for row in made.cells)


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 3), ("q=甲", 1), ("q=%20甲%20", 1), ("q=无", 0), ("tier=2", 3), ("tier=1", 0), ("tier=x", 3),
     ("end=丙", 1), ("end=丙&q=甲", 0), ("page=oops", 3), ("page=99999999999999999999", 3),
     ("sort=nothing", 3), ("q=%00甲", 1)],
)  # fmt: skip
def test_a_list_is_searched_and_filtered_and_odd_parameters_are_ignored(table, query, found):
    made = table(query)
    assert (len(names(made)), made.total) == (found, found)
    assert made.is_narrowed == any(word in query for word in ("q=", "tier=1", "tier=2", "end="))


def test_a_head_sorts_one_way_then_the_other(table):
    rising, falling = table("sort=name"), table("sort=-name")
    assert [row[0].value for row in falling.cells] == [r[0].value for r in rising.cells][::-1]
    assert [(m.heads[0].direction, m.heads[0].url) for m in (rising, falling)] == [
        ("ascending", "?sort=-name"), ("descending", "?sort=name"),
    ]  # fmt: skip
    assert rising.heads[1].url == ""
    assert table(order="").heads[0].direction == ""


def test_pages_and_export_keep_the_lists_parameters(table):
    made = table("q=云梦&tier=2&page=2", per_page=1, fixed={"tab": "a"})
    query = "?tab=a&q=%E4%BA%91%E6%A2%A6&tier=2"
    assert (made.previous_url, made.next_url) == (f"{query}&page=1", f"{query}&page=3")
    assert made.export_url == f"{query}&export=xlsx"
    assert (made.fixed_query, len(made.cells), made.total) == ("tab=a", 1, 3)


def test_columns_wear_their_css_and_cells_their_link_and_badge(table):
    (first, second), *_ = table().cells
    assert (first.url, first.tone, second.url, second.tone) == ("/x/", "", "", "ok")
    assert (first.column.css, second.column.css) == ("", "num phone-hide")


def test_the_export_holds_every_row_of_the_narrowed_list(table):
    made = table("q=云梦&export=xlsx", per_page=1)
    assert made.wants_export
    assert sorted(cells_of(export(made))[1:]) == sorted([f"云梦{n}", 2] for n in "甲乙丙")


def test_boxes_to_tick_say_what_they_pick_and_are_not_exported(rf, rows):
    columns = [Column("pick", "选择", lambda o: o.pk, pick=True), *COLUMNS]
    made = build(rf.get("/?export=xlsx"), rows, columns, title="单位", order="name")
    page = Template('{% ui "table" table=table %}').render(Context({"table": made}))
    first = rows.get(name="云梦丙")
    assert f'name="pick" value="{first.pk}" form="picked" aria-label="选择云梦丙"' in page
    assert "全选本页" in page
    assert cells_of(export(made))[0] == ["名称", "层级"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), ("", "—"), (0, "0"), (12000, "12,000"), (Decimal("1.50"), "1.5"), (True, "是"),
     (False, "否"), (date(2026, 3, 5), "2026年3月5日"), ("文", "文"),
     (datetime(2026, 3, 5, 9, tzinfo=UTC), "2026年3月5日 17:00")],
)  # fmt: skip
def test_each_kind_of_value_is_shown_for_people(value, text):
    assert show(value) == text


def test_a_moment_and_a_short_word_stay_on_one_line_and_a_title_may_break() -> None:
    column = Column("at", "时间", lambda row: row, numeric=True)
    assert Cell(column, datetime(2026, 3, 5, 9, 0, tzinfo=UTC)).css == "num text-nowrap"
    assert Cell(column, "韶知远").css == "num text-nowrap"
    assert Cell(column, "2025年度网络思想政治工作情况填报").css == "num"
