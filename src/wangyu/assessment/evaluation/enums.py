from __future__ import annotations

from django.db import models


class Form(models.TextChoices):
    FULL = "full", "周期评价"
    INTERIM = "interim", "中期检查"
    COMMENDATION = "commendation", "年度表彰"


class Grade(models.TextChoices):
    """What a meeting concludes; "" is not concluded yet."""

    MODEL = "model", "示范"
    PASSED = "passed", "合格"
    MENDING = "mending", "整改"
