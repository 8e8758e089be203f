from django.conf import settings
from django.db import models

from wangyu.base.core.append_only import append_only, append_only_but


class By(models.TextChoices):
    """Who acted: a person (``actor``), the platform itself, or somebody not signed in."""

    PERSON = "person", "人员"
    SYSTEM = "system", "系统"
    VISITOR = "visitor", "访客"


@append_only_but("OLD.seq <= (SELECT coalesce(max(size), 0) FROM audit_checkpoint)")
class Entry(models.Model):
    """One write, as a person can read it. Rows are chained: each holds the hash of the one before.

    People are in it by number only: ``actor``, and references in the sentence. So a person can be
    forgotten and the chain still holds; hence no constraint on ``actor``.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    by = models.CharField(max_length=10, choices=By.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+",
        verbose_name="操作人", db_constraint=False,
    )  # fmt: skip
    action = models.CharField("操作", max_length=60, db_index=True)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    org_path = models.CharField(max_length=64, db_index=True)
    sentence = models.CharField("内容", max_length=500)
    details = models.JSONField(default=dict)
    private_sha256 = models.CharField(max_length=64, blank=True)
    """Commitment to what is kept apart in ``Private``; "" when there is nothing."""
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["target_kind", "target_id"])]


class Private(models.Model):
    """What somebody typed, apart from the chain: it can be erased, and the chain still holds."""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="private"
    )
    salt = models.CharField(max_length=32)
    values = models.JSONField()


class Head(models.Model):
    """The chain's last link; its single row is locked while a new entry is joined on."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


@append_only
class Root(models.Model):
    """The Merkle root over the log's first ``size`` entries, sealed for a day that has ended."""

    day = models.DateField("日期", primary_key=True)
    size = models.BigIntegerField("累计条数")
    root = models.CharField("根", max_length=64)
    chain_hash = models.CharField(max_length=64)
    """Hash of entry number ``size``: where the chain stood."""
    frontier = models.JSONField()
    """The tree at this size, to grow it without reading the log again."""
    sealed_at = models.DateTimeField("封存时间")
    signature = models.CharField("签名", max_length=128)

    class Meta:
        ordering = ["-day"]


class Posting(models.Model):
    """When a root went out by mail."""

    root = models.OneToOneField(Root, models.PROTECT, primary_key=True)
    at = models.DateTimeField()


@append_only
class Checkpoint(models.Model):
    """Up to here entries were removed after their time; the chain is followed from this root on."""

    size = models.BigIntegerField(primary_key=True)
    root = models.ForeignKey(Root, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Reading(models.Model):
    """That somebody's reading of something is in the log for this day already."""

    actor_id = models.BigIntegerField()
    what = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    day = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_id", "what", "object_id", "day"], name="reading_once_a_day"
            )
        ]
