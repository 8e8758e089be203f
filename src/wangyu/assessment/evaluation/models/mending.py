from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.logic.flow import PROBLEM
from wangyu.assessment.evaluation.models.cycles import Member
from wangyu.base.core.append_only import append_only

USER = settings.AUTH_USER_MODEL


class Problem(models.Model):
    """Something to be mended: problem → measure → who answers for it → until when → re-check.

    Evidence is attached to it ("evaluation.problem").
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="problems")
    indicator = models.CharField("指标", max_length=60, blank=True)
    words = models.CharField("问题", max_length=1000)
    state = models.CharField("状态", max_length=10, choices=PROBLEM.choices, default="found")
    measure = models.CharField("整改措施", max_length=2000, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True)
    due_on = models.DateField("整改期限", null=True)
    outcome = models.CharField("整改结果", max_length=2000, blank=True)
    found_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("销号时间", null=True)

    class Meta:
        ordering = ["due_on", "pk"]


@append_only
class ProblemStep(models.Model):
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=1000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
