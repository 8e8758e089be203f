from __future__ import annotations

from django.db import models

from wangyu.base.lib.flow import Flow


def choices_of(flow: Flow) -> list[tuple[str, str]]:
    """A state's field takes exactly the states of its table."""
    return [(state.key, state.staff_label) for state in flow.states.values()]


class Part(models.TextChoices):
    AUTHOR = "author", "作者"
    ADVISER = "adviser", "指导教师"


class CheckTone(models.TextChoices):
    OK = "ok", "符合"
    DOUBT = "doubt", "待人工认定"
    BAD = "bad", "不符合"


class Ruling(models.TextChoices):
    OPEN = "open", "待处理"
    MASKED = "masked", "已遮盖"
    KEPT = "kept", "保留"
