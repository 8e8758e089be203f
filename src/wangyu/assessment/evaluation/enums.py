from __future__ import annotations

from django.db import models

from wangyu.base.lib.flow import Flow


def choices_of(flow: Flow) -> list[tuple[str, str]]:
    """A state's field takes exactly the states of its table."""
    return [(state.key, state.staff_label) for state in flow.states.values()]


class Form(models.TextChoices):
    FULL = "full", "周期评价"
    INTERIM = "interim", "中期检查"
    COMMENDATION = "commendation", "年度表彰"


class Grade(models.TextChoices):
    """What a meeting concludes; "" is not concluded yet."""

    MODEL = "model", "示范"
    PASSED = "passed", "合格"
    MENDING = "mending", "整改"
