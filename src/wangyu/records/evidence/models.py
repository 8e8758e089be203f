from django.conf import settings
from django.db import models

from wangyu.institutions.orgs.models import Organisation
from wangyu.records.evidence.logic.places import Place, place_of

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

    @property
    def has_pages(self) -> bool:
        """One of which can be shown alone."""
        return self.media_type == "application/pdf"


class Upload(models.Model):
    """A large file on its way, in pieces. Its bytes lie under ``key`` until it has ended."""

    key = models.CharField(max_length=40, unique=True)
    """Stands in the address; nobody guesses it."""
    owner = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose log it stands in."""
    kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    slot = models.CharField(max_length=60, blank=True)
    """Where it goes: see ``base.lib.ports.Destination``."""
    name = models.CharField("原文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    modified = models.BigIntegerField(default=0)
    """Milliseconds, as the sender's disk says: the same file chosen again is known by it."""
    begun_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("保留至")
    ended_at = models.DateTimeField("结束时间", null=True)
    result = models.BigIntegerField(null=True)
    """What it became where it went."""
    refused = models.CharField("没有收下的原因", max_length=300, blank=True)

    class Meta:
        ordering = ["begun_at"]
        indexes = [models.Index(fields=["kind", "target_id"])]


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

    @property
    def place(self) -> Place:
        """Where the note says it is seen."""
        return place_of(self.note)
