from django.conf import settings
from django.db import models

from wangyu.activities.calls.enums import CheckTone, Part
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.models.calls import Call
from wangyu.base.core.append_only import append_only
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Entry(models.Model):
    """A work handed in to a call (for cases and projects: the case, the project)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="entries")
    track = models.CharField("类别", max_length=60)
    subtype = models.CharField("子类", max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """The department that looks at it first; none: the university's centre does."""
    entrant = models.ForeignKey(USER, models.PROTECT, related_name="entries")
    title = models.CharField("作品名称", max_length=120, blank=True)
    answers = models.JSONField("申报内容", default=dict)
    """Field key -> what was typed."""
    may_show = models.BooleanField("同意公开展播", default=False)
    state = models.CharField("状态", max_length=16, choices=ENTRY.choices, default="draft")
    revision = models.PositiveIntegerField("提交次数", default=0)
    rank = models.PositiveIntegerField("推荐次序", null=True)
    begun_at = models.DateTimeField("开始填写")
    saved_at = models.DateTimeField("最近保存")
    submitted_at = models.DateTimeField("提交时间", null=True)
    late = models.BooleanField("逾期", default=False)
    complete_by = models.DateTimeField("补齐期限", null=True)
    likeness = models.CharField(max_length=64, blank=True, db_index=True)
    """What the same work has in common wherever it is entered: see ``logic.likeness``."""
    award = models.CharField("等级", max_length=60, blank=True)
    """Key of the edition's award: proposed until the result is out, and then given."""
    on_show = models.BooleanField("报全国后仍在展播", default=False)
    """Of a work reported to the nation, whether the gallery has it; of others the state says so."""

    class Meta:
        ordering = ["call", "track", "pk"]
        indexes = [models.Index(fields=["call", "organisation", "track", "state"])]

    def __str__(self) -> str:
        return self.title or "未命名作品"


class Contributor(models.Model):
    """An author or adviser. Who did not begin the entry confirms their own part by a link."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="contributors")
    part = models.CharField("身份", max_length=10, choices=Part.choices)
    position = models.PositiveSmallIntegerField("排序")
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("所在单位", max_length=80, blank=True)
    token = models.CharField(max_length=64, blank=True, db_index=True)
    """Fingerprint of the link sent to them; "" for who began the entry."""
    confirmed_at = models.DateTimeField("确认时间", null=True)
    refused_at = models.DateTimeField("否认时间", null=True)

    class Meta:
        ordering = ["part", "position", "pk"]


class Piece(models.Model):
    """A file of an entry, with what was measured of it when it came."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="pieces")
    slot = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField("次序")
    original_name = models.CharField("原文件名", max_length=255)
    stored_name = models.CharField(max_length=80, unique=True)
    preview_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField("指纹", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    media_type = models.CharField("类型", max_length=80)
    measured = models.JSONField("测得", default=dict)
    """seconds, width, height, pages, chars, created; what could not be measured is missing."""
    begun_at = models.DateTimeField("开始上传", null=True)
    """Of what came in pieces."""
    added_at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ["slot", "position", "pk"]


@append_only
class Step(models.Model):
    """Every move of an entry: who, when, why."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="steps")
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


@append_only
class Slip(models.Model):
    """The receipt of a submission: server time, content hash, signature."""

    number = models.CharField("回执号", max_length=24, unique=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="slips")
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    at = models.DateTimeField("服务器时间")
    content_sha256 = models.CharField("内容指纹", max_length=64)
    signature = models.CharField("签名", max_length=128)


class Check(models.Model):
    """One formal check of an entry: found by the system; the doubtful are decided by a person."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="checks")
    key = models.CharField(max_length=100)
    tone = models.CharField(max_length=6, choices=CheckTone.choices)
    sentence = models.CharField("检查结果", max_length=300)
    ruling = models.CharField("人工结论", max_length=6, choices=CheckTone.choices, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    ruled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField("认定时间", null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="check_once")]
