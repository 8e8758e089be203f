from django.conf import settings
from django.db import models

from wangyu.activities.calls.logic.flow import CALL, ROLL
from wangyu.base.core.append_only import append_only
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Call(models.Model):
    """One round of one kind: its own copy of the rules, and how far it has come."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="calls")
    kind = models.CharField("类型", max_length=60)
    title = models.CharField("名称", max_length=120)
    rules = models.JSONField("规则")
    """An edition as plain data: see ``logic.edition``. What a pack says later changes nothing here."""
    guide = models.TextField("申报指南", blank=True)
    state = models.CharField("状态", max_length=12, choices=CALL.choices, default="draft")
    opens_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("截止时间")
    grace_minutes = models.PositiveIntegerField("宽限（分钟）", default=0)
    review_due_at = models.DateTimeField("评审截止", null=True)
    """Set when the review begins. What comes later still counts, and is marked."""
    notice_until = models.DateTimeField("公示至", null=True)
    released_at = models.DateTimeField("公布时间", null=True)
    changed_at = models.DateTimeField("修改时间")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ["-due_at", "-pk"]

    def __str__(self) -> str:
        return self.title


@append_only
class CallStep(models.Model):
    """What was done to a call as a whole, and why."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Roll(models.Model):
    """What one university recommends in a call: chosen, shown inside, signed by its leader."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="rolls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=12, choices=ROLL.choices, default="collecting")
    due_at = models.DateTimeField("单独延期至", null=True)
    notice_from = models.DateTimeField("校内公示自", null=True)
    notice_until = models.DateTimeField("校内公示至", null=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    late = models.BooleanField("逾期", default=False)

    class Meta:
        ordering = ["organisation__path"]
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="roll_once")]


@append_only
class RollStep(models.Model):
    """What was done to a university's recommendation, and why."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
