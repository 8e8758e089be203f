from django.conf import settings
from django.db import models

from wangyu.activities.calls.models.calls import Call
from wangyu.activities.calls.models.entries import Entry, Piece
from wangyu.base.core.append_only import append_only

USER = settings.AUTH_USER_MODEL


class Standing(models.Model):
    """What the reviews of an entry come to; computed, never typed, and deciding nothing."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="standing")
    reviews = models.PositiveSmallIntegerField("评审数")
    mean = models.FloatField("平均分", null=True)
    score = models.FloatField("校准分", null=True)
    low = models.FloatField("区间下界", null=True)
    high = models.FloatField("区间上界", null=True)
    spread = models.FloatField("分歧", null=True)
    zone = models.CharField("建议", max_length=10, blank=True)
    """above, border or below the places there are."""
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        ordering = ["-score", "pk"]


@append_only
class Change(models.Model):
    """A proposed award was set or changed, and why."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="changes")
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Objection(models.Model):
    """An objection to what is shown publicly. Its author is not kept: a code finds the answer."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="objections")
    text = models.TextField("异议内容")
    code = models.CharField(max_length=64, unique=True)
    """Fingerprint of the code that was shown once."""
    made_at = models.DateField("收到日期")
    answer = models.TextField("答复", blank=True)
    upheld = models.BooleanField("成立", null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        ordering = ["pk"]


class Film(models.Model):
    """What a film shows, moment by moment, so that it need not be looked at again."""

    piece = models.OneToOneField(Piece, models.CASCADE, primary_key=True, related_name="film")
    readable = models.BooleanField("读得出")
    moments = models.JSONField("画面", default=list)
    """When, in halves of a second, and the print of the picture."""
    at = models.DateTimeField("取画面时间")


class Likeness(models.Model):
    """Two entries whose texts or pictures agree; a person judges."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    share = models.FloatField("相同比例")
    passages = models.JSONField("相同段落", default=list)
    """What both say, ``here`` and ``there``; or two pieces by number, ``picture`` and ``other``;
    or two films, ``film`` and ``other``, and the ``seconds`` of both at which they show the same."""
    ruling = models.CharField("结论", max_length=10, blank=True)
    """original or copied; "" until somebody has looked."""
    reason = models.CharField("理由", max_length=300, blank=True)
    ruled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField("发现时间")

    class Meta:
        ordering = ["-share", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "other"], name="likeness_once")]


class ShownCopy(models.Model):
    """What the gallery serves instead of a file as it came. None could be made: it has no name."""

    piece = models.OneToOneField(Piece, models.CASCADE, primary_key=True, related_name="shown")
    stored_name = models.CharField(max_length=80, blank=True)
    preview_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField("生成时间")
