"""Words of clauses 7–9 that are stored."""

from django.db import models


class MemberRole(models.TextChoices):
    HEAD = "组长", "组长"
    DEPUTY = "副组长", "副组长"
    MEMBER = "成员", "成员"


class RoomUse(models.TextChoices):
    OFFICE = "办公", "办公"
    ACTIVITY = "活动", "活动"


class RoomTenure(models.TextChoices):
    OWN = "学校自有", "学校自有"
    SHARED = "与其他部门共用", "与其他部门共用"
    RENTED = "租用或借用", "租用或借用"


class BudgetLevel(models.TextChoices):
    SCHOOL = "校级", "校级经费"
    DEPARTMENT = "院系", "院系经费"
