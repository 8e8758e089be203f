"""Rows, marks and sentences of the board and the standards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import factories
from tests.assessment.policy.logic.cases import STAFF, STUDENTS, money, requirement, space, standard
from wangyu.assessment.policy import tables
from wangyu.assessment.policy.logic.board import Line
from wangyu.assessment.policy.logic.fulfilment import Finding
from wangyu.assessment.policy.logic.pack import Figure, Requirement, Standard
from wangyu.assessment.policy.logic.standards import judge
from wangyu.base.lib.periods import Period

D = Decimal


@pytest.mark.parametrize(
    ("state", "weak", "label", "tone"),
    [("not_met", False, "未达到", "bad"), ("not_met", True, "有差距（建议项）", "warn"),
     ("partly", False, "部分达到", "warn"), ("partly", True, "有差距（建议项）", "warn"),
     ("met", True, "达到", "ok"), ("planned", False, "待建", "neutral")],
)  # fmt: skip
def test_a_mark_never_calls_a_weak_duty_unmet(state, weak, label, tone):
    assert tables.mark(state, weak=weak) == tables.Mark(label, tone)


def test_the_worst_row_comes_first(province):
    lines = {
        "一处未达到": {1: "not_met", 2: "met"}, "两处部分": {1: "partly", 2: "partly"},
        "两处未达到": {1: "not_met", 2: "not_met"}, "未填报": {1: "not_reported", 2: "not_reported"},
        "全达到": {1: "met", 2: "met"},
    }  # fmt: skip
    orgs = [factories.university(province, name) for name in lines]
    by_pk = {org.pk: Line(org.pk, lines[org.name]) for org in orgs}

    def rows(*, worst_first):
        made = tables.board_rows(orgs, by_pk, lambda *_: True, worst_first=worst_first)
        return [row.org.name for row in made]

    assert rows(worst_first=True) == ["两处未达到", "一处未达到", "两处部分", "未填报", "全达到"]
    assert rows(worst_first=False) == list(lines)


def finding(rule, **more):
    return Finding(requirement(rule), "partly", **{k: D(v) for k, v in more.items()})


@pytest.mark.parametrize(
    ("found", "one", "note"),
    [
        (finding("at_least", value=7, target=12, gap=5), None, "至少 12，差 5"),
        (finding("at_least", value=12, target=12, gap=0), None, "至少 12"),
        (finding("ratio", value=3, target=4, gap=1), None, "应有 4，差 1"),
        (finding("yes", value=0, target=1, gap=1), None, "要求为“是”"),
        (finding("yes"), None, ""),
        (finding("standard", value="166", target="167.296", gap="1.296"), space(), "应有 167.296 ㎡，差 1.296 ㎡"),
        (finding("standard"), money(), "分母未填报"),
        (finding("standard"), None, ""),
    ],
)  # fmt: skip
def test_what_is_asked_and_what_is_missing_in_one_line(found, one, note):
    assert tables.finding_note(found, one) == note


@pytest.mark.parametrize(
    ("value", "answers", "shown"),
    [(None, True, "未填"), (D(1), True, "是"), (D(0), True, "否"), (D(0), False, "0"), (D("1200.50"), False, "1,200.5"), (None, False, "未填")],
)  # fmt: skip
def test_a_figure_for_people(value, answers, shown):
    assert tables.show_figure(value, answers=answers) == shown


@pytest.mark.parametrize(
    ("one", "head", "text"),
    [(standard(), "实际比例", "1:8,001"), (space(), "每 10,000 名师生", "4.99 ㎡"), (money(), "每名在校生每年", "0 元")],
)  # fmt: skip
def test_a_rate_is_written_like_the_standard(one, head, text):
    assert tables.rate_head(one) == head
    assert tables.rate_text(one, D(16_001), D(2) if one.rounding == "ceil" else D("7.9999")) == text
    assert tables.rate_text(one, None, D(2)) == ""


def test_a_standard_stands_on_its_figures_and_its_denominator():
    assert tables.measures_of(standard()) == ["a.posts", STUDENTS, STAFF]
    assert tables.measures_of(space()) == ["a.office", "a.activity", STUDENTS, STAFF]
    assert tables.measures_of(money()) == ["a.money", STUDENTS]


def test_universities_without_a_known_gap_come_last(province):
    orgs = [factories.university(province, name) for name in ("未知", "小", "无", "大")]
    judged = [{}, {STUDENTS: D(8_001), STAFF: D(0), "a.posts": D(1)},
              {STUDENTS: D(8), STAFF: D(0), "a.posts": D(1)}, {STUDENTS: D(80_000), STAFF: D(0), "a.posts": D(1)}]  # fmt: skip
    by_pk = {o.pk: judge(standard(), v) for o, v in zip(orgs, judged, strict=True)}
    rows = tables.standard_rows(orgs, by_pk, standard(), largest_gap_first=True)
    assert [row.org.name for row in rows] == ["大", "小", "无", "未知"]


def test_a_year_on_the_axis_tells_how_many_reported():
    total = tables.totals(standard(), [judge(standard(), {})])
    assert tables.year_label(Period.parse("A2024"), total) == "2024—2025学年\n0/1 校"


@pytest.mark.parametrize("kind", [Requirement, Standard, Figure])
def test_every_field_of_a_pack_has_a_name_in_the_comparison(kind):
    assert set(kind.__dataclass_fields__) <= set(tables.FIELDS)
