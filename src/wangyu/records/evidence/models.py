from django.conf import settings
from django.db import models

from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Classification(models.TextChoices):
    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    SENSITIVE = "sensitive", "敏感"


class File(models.Model):
    """One file of an organisation's file room; it may prove many things."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence_files")
    title = models.CharField("名称", max_length=120)
    original_name = models.CharField("原文件名", max_length=255)
    stored_name = models.CharField(max_length=80, unique=True)
    preview_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField("指纹", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    media_type = models.CharField("类型", max_length=80)
    classification = models.CharField(
        "密级", max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )
    issued_on = models.DateField("材料日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="newer")
    """The earlier version this file was brought to replace; that one is kept."""

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="file_once_per_org")
        ]


class Use(models.Model):
    """A file proving one thing, for example ("ledger.entry", 12)."""

    file = models.ForeignKey(File, models.PROTECT, related_name="uses")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    note = models.CharField("见于", max_length=120, blank=True)
    """Page, paragraph or second."""
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("引用时间")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]
