"""A university's self-check as a workbook, as it is seen on the page; and what lacks evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from wangyu.assessment.evaluation.logic.rating import Rated
from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.lines import Line, Section
from wangyu.assessment.evaluation.queries.orphans import Orphans
from wangyu.base.lib.dates import show_time
from wangyu.base.ui.sheets import workbook_response

HEADER = (
    "一级指标", "指标", "条款", "数据", "年度", "数值", "来源", "得分", "满分", "计分说明", "下一步",
    "佐证份数", "说明",
)  # fmt: skip
ORPHANS = ("类别", "指标", "高校", "材料", "情况")


def book_of(member: Member, sections: Sequence[Section]) -> HttpResponse:
    title = f"{member.organisation.name} {member.cycle.title} 自查表"
    return workbook_response(title, HEADER, rows_of(sections))


def rows_of(sections: Iterable[Section]) -> Iterable[Sequence[Any]]:
    """A row a figure; points and words stand in the first row of each indicator."""
    for section in sections:
        for line in section.lines:
            head = [section.top.title, line.leaf.title, line.leaf.clause]
            for place, figure in enumerate(_figures(line)):
                yield [*head, *figure, *_ends(line, first=place == 0)]


def _figures(line: Line) -> list[list[Any]]:
    found = [
        [
            figure.label,
            cell.period,
            cell.shown if cell.value is None or cell.is_word else cell.value,
            cell.source,
        ]
        for figure in line.figures
        for cell in figure.cells
    ]
    found += [[one.text, "", one.shown, "本校填写"] for one in line.questions]
    found += _rated(line.rated) if line.rated else []
    return found or [["", "", "", ""]]


def _rated(rated: Rated) -> list[list[Any]]:
    """A row a rating, then who is still to give one."""
    given = [
        [
            "他人评分",
            "",
            one.points,
            f"{one.who}，{show_time(one.at) if one.at else ''}：{one.words}",
        ]
        for one in rated.given
    ]
    return given + ([["他人评分", "", "还没有", rated.to_come]] if rated.to_come else [])


def _ends(line: Line, *, first: bool) -> list[Any]:
    if not first:
        return ["", "", "", "", "", ""]
    lacking = "他人评分" if line.rated else "缺数据"
    points: Any = lacking if line.points is None else line.points
    return [points, line.leaf.points, line.sentence, line.following, line.proofs.total, line.words]


def orphans_book(cycle: Cycle, found: Orphans) -> HttpResponse:
    """By indicator and university what has no evidence, then what evidence counts for nothing."""
    bare = [
        ["没有佐证", one.leaf.title, member.organisation.name, "", one.wanted]
        for one in found.bare
        for member in one.lacking
    ]
    idle = [
        ["不起作用的佐证", one.title, one.member.organisation.name, one.use.file.title, one.why]
        for one in found.idle
    ]
    return workbook_response(f"{cycle.title} 佐证缺口", ORPHANS, [*bare, *idle])
