"""Reading figures from a workbook: one university's sheet, or all universities in one table.

Figures are found by hidden item keys, or by their labels where the keys were lost; columns and
rows may have moved, be added or be missing. Every doubt becomes a Trouble with its cell.
"""

from wangyu.records.ledger.logic.workbook.heads import (
    CODE_HEAD,
    KEY_HEAD,
    LABEL_HEAD,
    NAME_HEAD,
    NOTE_HEAD,
    TITLE_MARK,
    VALUE_HEAD,
)
from wangyu.records.ledger.logic.workbook.parsed import CellValue, Parsed, Trouble
from wangyu.records.ledger.logic.workbook.province import read_province
from wangyu.records.ledger.logic.workbook.schools import School
from wangyu.records.ledger.logic.workbook.university import read_university

__all__ = [
    "CODE_HEAD",
    "KEY_HEAD",
    "LABEL_HEAD",
    "NAME_HEAD",
    "NOTE_HEAD",
    "TITLE_MARK",
    "VALUE_HEAD",
    "CellValue",
    "Parsed",
    "School",
    "Trouble",
    "read_province",
    "read_university",
]
