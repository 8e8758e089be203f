from django.conf import settings
from django.db import models


class Stamp(models.Model):
    """A counter of changes; see ``stamps``."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.BigIntegerField(default=1)


class Pulse(models.Model):
    """When something that runs by itself last ran; see ``pulse``."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()


class Sent(models.Model):
    """A form that was sent and done; see ``once``."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=500, blank=True)


class Shared(models.Model):
    """What all processes remember for a while; see ``shared``."""

    digest = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires = models.DateTimeField(db_index=True)


class Draft(models.Model):
    """What somebody has typed into a form and not sent; see ``drafts``."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=300)
    key = models.CharField(max_length=60)
    said = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "place"], name="draft_once")]


class SearchDocument(models.Model):
    """One thing search can find; its terms live in the database's own text index."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    snippet = models.TextField()
    url = models.CharField(max_length=200)
    scope = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_once")]


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class Job(models.Model):
    """Long work that shows its progress and can be left. See ``jobs``."""

    kind = models.CharField(max_length=40)
    label = models.CharField("任务", max_length=80)
    key = models.CharField(max_length=120)
    """The same key is not started twice while one is unfinished."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_once_while_unfinished",
            )
        ]
