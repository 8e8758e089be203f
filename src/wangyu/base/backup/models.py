from django.db import models


class Copy(models.Model):
    """A backup and what its last verification found. The backup itself lies outside."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    folder = models.CharField("位置", max_length=300)
    taken_at = models.DateTimeField("备份时间")
    verified_at = models.DateTimeField("核对时间")
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-taken_at"]
