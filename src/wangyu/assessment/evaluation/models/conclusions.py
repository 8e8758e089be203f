from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.enums import Grade
from wangyu.assessment.evaluation.logic.flow import OBJECTION
from wangyu.assessment.evaluation.models.cycles import Cycle, Member, figure
from wangyu.base.core.append_only import append_only

USER = settings.AUTH_USER_MODEL


class Verdict(models.Model):
    """What the meeting means to conclude on one university. People decide, with reasons."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="verdict")
    grade = models.CharField("等级", max_length=10, choices=Grade.choices, blank=True)
    reason = models.CharField("理由", max_length=1000, blank=True)
    updated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()


@append_only
class VerdictChange(models.Model):
    """Every change of a verdict stays to be seen."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="verdict_changes")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    reason = models.CharField("理由", max_length=1000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


@append_only
class Conclusion(models.Model):
    """What a round came to, with the hash of everything it stands on.

    Never changes: a correction is a new one with the next number that says why.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="conclusions")
    number = models.PositiveIntegerField("第几次")
    reason = models.CharField("更正理由", max_length=1000, blank=True)
    bundle_name = models.CharField(max_length=80, unique=True)
    """The stored zip by which anybody recomputes it."""
    sha256 = models.CharField("指纹", max_length=64)
    formulas = models.JSONField("公式版本", null=True)
    """By name; none where each had one version only. What follows in a round keeps to the first's."""
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("形成时间")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="conclusion_once")]


@append_only
class ConclusionRow(models.Model):
    """One university's line of a conclusion."""

    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="rows")
    member = models.ForeignKey(Member, models.PROTECT, related_name="conclusions")
    grade = models.CharField("等级", max_length=10, choices=Grade.choices, blank=True)
    """Empty in an interim, which only diagnoses."""
    reason = models.CharField("理由", max_length=1000, blank=True)
    scores = models.JSONField("得分")
    """As ``compute score`` and the combining print them, unrounded."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "member"], name="conclusion_row_once")
        ]


class Objection(models.Model):
    """A university objects to what is to be concluded about it."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="objections")
    indicator = models.CharField("指标", max_length=60, blank=True)
    words = models.TextField("异议", max_length=4000)
    state = models.CharField("状态", max_length=10, choices=OBJECTION.choices, default="open")
    answer = models.TextField("答复", max_length=4000, blank=True)
    points = figure("改定的分数")
    """What the indicator counts from now on, where the objection is upheld and says so."""
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        ordering = ["at", "pk"]
