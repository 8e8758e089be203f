"""Whether a paper belongs to the years a round looks at."""

from __future__ import annotations

from datetime import date

from wangyu.base.lib.dates import show_date


def out_of_period(
    issued_on: date | None, expires_on: date | None, kept_on: date, first: date, last: date
) -> str:
    """What is to be told of it; "" where nothing is. A day that is not written is not made up."""
    span = f"本期（{show_date(first)}至{show_date(last)}）"
    if expires_on is not None and expires_on < first:
        return f"有效期至 {show_date(expires_on)}，{span}以前已经过期"
    if issued_on is None:
        early = f"没有写材料日期，{show_date(kept_on)}上传，早于{span}"
        return early if kept_on < first else ""
    if issued_on > last:
        return f"材料日期 {show_date(issued_on)}，晚于{span}"
    if issued_on < first and expires_on is None:
        return f"材料日期 {show_date(issued_on)}，早于{span}，也没有写有效期"
    return ""
