"""The template of the list of departments and classes."""

from __future__ import annotations

from django.http import HttpResponse

from wangyu.base.ui.sheets import workbook_response
from wangyu.institutions.orgs.logic.sheet import HEADINGS

SAMPLE = (
    ("计算机学院", "", "2024-03-05", "云大党发〔2024〕12号"),
    ("计算机学院", "软件工程2401班", "2024-09-10", ""),
)


def unit_template() -> HttpResponse:
    """Headings and two lines that show how a department and a class are written."""
    return workbook_response("院系班级导入模板", list(HEADINGS), SAMPLE)
