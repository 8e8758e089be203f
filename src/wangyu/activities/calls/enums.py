from __future__ import annotations

from django.db import models


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
