"""What others find: universities that check each other, and visits to those that were drawn."""

from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.logic.flow import CHECK, DRAW, VISIT
from wangyu.assessment.evaluation.models.cycles import Cycle, Member, figure
from wangyu.base.core.append_only import append_only
from wangyu.records.evidence.logic.places import Place, place_of
from wangyu.records.evidence.models import File

USER = settings.AUTH_USER_MODEL


class Check(models.Model):
    """One university checks another."""

    checker = models.ForeignKey(Member, models.PROTECT, related_name="checks_made")
    checked = models.ForeignKey(Member, models.PROTECT, related_name="checks_had")
    state = models.CharField("状态", max_length=10, choices=CHECK.choices, default="open")
    due_at = models.DateTimeField("截止时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("退回或改派的理由", max_length=500, blank=True)
    conflict = models.CharField("不能查的理由", max_length=500, blank=True)
    """What the checker says; the province decides."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["checker", "checked"], name="mutual_check_once")
        ]


class Mark(models.Model):
    """What somebody found on one indicator: points, why, and on which evidence."""

    indicator = models.CharField(max_length=60)
    points = figure("分数")
    words = models.CharField("理由", max_length=1000, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    place = models.CharField("见于", max_length=120, blank=True)
    """Page, paragraph or second."""
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def seen_at(self) -> Place:
        """Where in the file."""
        return place_of(self.place)


class CheckMark(Mark):
    check_of = models.ForeignKey(Check, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "indicator"], name="check_mark_once")
        ]


class Draw(models.Model):
    """A verifiable draw: the list and the way are published before anybody knows the seed."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="draw")
    state = models.CharField("状态", max_length=12, choices=DRAW.choices, default="framing")
    size = models.PositiveSmallIntegerField("抽取数")
    strata = models.JSONField("分层", default=list)
    frame = models.JSONField("名单", default=list)
    """Rows {"unit", strata…, "weight"}, as published."""
    frame_sha256 = models.CharField("名单指纹", max_length=64, blank=True)
    result = models.JSONField("结果", null=True)
    """What ``compute draw`` answers, word for word."""
    published_at = models.DateTimeField("公布时间", null=True)
    drawn_at = models.DateTimeField("抽定时间", null=True)


@append_only
class DrawStep(models.Model):
    """What was done to a draw, for everybody to see; ``kept``: what a step threw away."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    kept = models.JSONField("作废的内容", default=dict)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Witness(models.Model):
    """Somebody who commits to a value first and reveals it later, by a link of their own."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="witnesses")
    name = models.CharField("见证人", max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    commitment = models.CharField("指纹", max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True)
    value = models.CharField("原值", max_length=200, blank=True)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draw", "name"], name="witness_once")]


class Visit(models.Model):
    """A drawn university is visited."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="visit")
    state = models.CharField("状态", max_length=10, choices=VISIT.choices, default="planned")
    planned_on = models.DateField("计划日期", null=True)
    why = models.CharField("为何抽查", max_length=200, blank=True)
    """Drawn, or a re-check with its reason."""
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reply = models.CharField("学校意见", max_length=2000, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["planned_on", "pk"]


class Inspector(models.Model):
    """Who goes there."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="inspectors")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="inspector_once")]


class VisitMark(Mark):
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "indicator"], name="visit_mark_once")
        ]
