from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One write, as a person can read it. Rows are chained: each holds the hash of the one before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    actor_name = models.CharField("操作人姓名", max_length=80)
    action = models.CharField("操作", max_length=60, db_index=True)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    org_path = models.CharField(max_length=64, db_index=True)
    sentence = models.CharField("内容", max_length=500)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["target_kind", "target_id"])]


class Head(models.Model):
    """The chain's last link; its single row is locked while a new entry is joined on."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
