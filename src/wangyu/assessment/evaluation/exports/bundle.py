"""A conclusion's stored bundle, and one university's part of it with the others under codes."""

from __future__ import annotations

from functools import lru_cache

from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.logic.bundle.container import unpack
from wangyu.assessment.evaluation.logic.bundle.reading import Files, read_case
from wangyu.assessment.evaluation.logic.concluding import Outcome, conclude
from wangyu.assessment.evaluation.models import Conclusion, ConclusionRow
from wangyu.assessment.evaluation.queries.conclusions import about
from wangyu.base.core.access import Refused
from wangyu.base.core.files.store import open_stored

LOST = "复算包的文件暂时取不到，请联系平台管理员从备份中恢复。"


def stored(conclusion: Conclusion) -> bytes:
    try:
        with open_stored(conclusion.bundle_name) as file:
            return file.read()
    except OSError as error:
        raise Refused(LOST) from error


@lru_cache(maxsize=4)
def _outcome(data: bytes) -> Outcome:
    _, texts = unpack(data, "复算包")
    return conclude(read_case(Files("复算包", texts)))


def own_part(row: ConclusionRow) -> bytes:
    """Made from what is stored, so that it says the same as long as the conclusion stands."""
    conclusion = row.conclusion
    outcome = _outcome(stored(conclusion))
    code = row.scores["unit"]
    told = [bundle.Verdict(code, row.grade, row.reason)]
    said = about(conclusion.cycle, conclusion.number, conclusion.reason, told)
    return bundle.own(outcome, outcome.case.place[code], said)


def file_name(conclusion: Conclusion, whose: str = "") -> str:
    return f"{conclusion.cycle.title}-第{conclusion.number}次结论{whose}-复算包.zip"
