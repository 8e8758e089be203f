"""Experts who give points where no figure can: who sits on the panel of a round, and what each gave."""

from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.logic.flow import EXPERT
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.models.cycles import Cycle, Member
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Expert(models.Model):
    """One seat on the panel of a round."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="experts")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    home = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """The university they work at, where no role here tells it."""
    state = models.CharField("状态", max_length=10, choices=EXPERT.choices, default="open")
    due_at = models.DateTimeField("截止时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    reason = models.CharField("退回或退出的理由", max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="expert_once")]


class Rating(models.Model):
    """What one expert says of one university; none is made where the two belong together."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="ratings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="ratings")
    recused = models.CharField("回避的理由", max_length=500, blank=True)
    """What the expert says; then nothing of it counts."""

    class Meta:
        ordering = ["member__organisation__path"]
        constraints = [models.UniqueConstraint(fields=["expert", "member"], name="rating_once")]


class RatingMark(Mark):
    """On the scale of the rule."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "indicator"], name="rating_mark_once")
        ]
