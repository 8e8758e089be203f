from django.conf import settings
from django.db import models

from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.flow import REVIEW
from wangyu.activities.calls.models.calls import Call
from wangyu.activities.calls.models.entries import Entry
from wangyu.base.core.append_only import append_only
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Panelist(models.Model):
    """A reviewer of a call: from where, for which tracks, and how much at most."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="panel")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """The university they work at: its works are never theirs to review. None: from outside."""
    tracks = models.JSONField("擅长类别", default=list)
    most = models.PositiveSmallIntegerField("最多评审件数")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="panelist_once")]


class Conflict(models.Model):
    """A reviewer may not review a work, or a university's works, beyond what the rules exclude."""

    panelist = models.ForeignKey(Panelist, models.CASCADE, related_name="conflicts")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    reason = models.CharField("回避理由", max_length=300)
    declared_at = models.DateTimeField("申报时间")


class BlindCopy(models.Model):
    """What reviewers see of an entry. ``code`` stands in every address and file name they meet."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="blind")
    code = models.CharField("匿名编号", max_length=12, unique=True)
    revision = models.PositiveIntegerField()
    title = models.CharField("作品名称", max_length=120)
    answers = models.JSONField("申报内容", default=dict)
    made_at = models.DateTimeField("生成时间")
    frozen_at = models.DateTimeField("冻结时间", null=True)
    frozen_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.code


class BlindPiece(models.Model):
    """A file without what tells whose it is. None could be made: the reason stands instead."""

    copy = models.ForeignKey(BlindCopy, models.CASCADE, related_name="pieces")
    slot = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    stored_name = models.CharField(max_length=80, blank=True)
    preview_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=80)
    measured = models.JSONField(default=dict)
    stripped = models.JSONField("已去除", default=list)
    """What was taken out of the file, in words."""
    trouble = models.CharField("未能匿名的原因", max_length=300, blank=True)
    brought_name = models.CharField(max_length=80, blank=True)
    """Of a file brought by hand instead of the one handed in: before anything in it was masked."""

    class Meta:
        ordering = ["slot", "position", "pk"]


class Finding(models.Model):
    """A place that may tell whose work it is: masked, or looked at and left by a person."""

    copy = models.ForeignKey(BlindCopy, models.CASCADE, related_name="findings")
    place = models.CharField("位置", max_length=120)
    """Field key, or slot and position, and page or second."""
    words = models.CharField("可能泄露身份的文字", max_length=120)
    around = models.CharField("上下文", max_length=300)
    boxes = models.JSONField(default=list)
    """Where it is seen on its page, each left, top, right, bottom in ten-thousandths; see ``logic.blinding.letters``."""
    ruling = models.CharField("处理", max_length=8, choices=Ruling.choices, default=Ruling.OPEN)
    ruled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class Review(models.Model):
    """One reviewer's judgement of one entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reviews")
    panelist = models.ForeignKey(Panelist, models.PROTECT, related_name="reviews")
    state = models.CharField("状态", max_length=10, choices=REVIEW.choices, default="assigned")
    why = models.JSONField("分派理由", default=list)
    scores = models.JSONField("评分", default=dict)
    """Criterion key -> level, from 1."""
    reasons = models.JSONField("评分理由", default=dict)
    """Criterion key -> why that level."""
    opinion = models.TextField("总体意见", blank=True)
    version = models.PositiveIntegerField(default=1)
    assigned_at = models.DateTimeField("分派时间")
    saved_at = models.DateTimeField("最近保存", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "panelist"], name="review_once")]


class Remark(models.Model):
    """A comment tied to a page or second of a piece."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    piece = models.ForeignKey(BlindPiece, models.CASCADE, null=True, related_name="+")
    at = models.PositiveIntegerField("页码或秒", null=True)
    text = models.CharField("意见", max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["piece", "at", "pk"]


@append_only
class ReviewStep(models.Model):
    review = models.ForeignKey(Review, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Message(models.Model):
    """Discussion of an entry among those who have scored it; the others see no names."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="messages")
    text = models.TextField("讨论内容")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
