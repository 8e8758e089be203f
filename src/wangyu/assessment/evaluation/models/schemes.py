from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.logic.flow import SCHEME
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


class Scheme(models.Model):
    """A system of indicators under one name; what it says stands in its versions."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=120)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of a scheme. Once published it never changes: a change is a new version."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    data = models.JSONField("方案")
    """Plain data: see ``logic.scheme``."""
    sha256 = models.CharField("指纹", max_length=64)
    before = models.JSONField("上一步", null=True)
    """A draft's data before its last change, to go back to."""
    note = models.CharField("修改说明", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=SCHEME.choices, default="draft")
    changed_at = models.DateTimeField("修改时间")
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("建立时间")
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.scheme} 第 {self.number} 版"
