from django.db import models
from django.utils.functional import cached_property

from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.paths import university_of


class Level(models.TextChoices):
    UNDERGRADUATE = "本科", "本科"
    VOCATIONAL = "专科", "高职（专科）"


class Ownership(models.TextChoices):
    PUBLIC = "公办", "公办"
    PRIVATE = "民办", "民办"
    UNKNOWN = "", "未载明"


class Organisation(models.Model):
    """A node of the four-tier tree (clause 7).

    ``path`` is the chain of ids from the root, eight digits each: a subtree is a range of it.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    tier = models.PositiveSmallIntegerField("层级", choices=Tier.choices)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=30, blank=True)
    path = models.CharField(max_length=64, unique=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    document_no = models.CharField("成立文号", max_length=60, blank=True)
    duties = models.TextField("岗位职责", blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    demo = models.BooleanField("演示", default=False)

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["tier", "path"])]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=models.Q(closed_on=None),
                name="sibling_names_differ",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def university_path(self) -> str:
        """Path of the university this organisation belongs to (itself for a university)."""
        return university_of(self.path)


class University(models.Model):
    """What the roster says of a university. The national code may be missing or change."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="university"
    )
    code = models.CharField("学校标识码", max_length=10, null=True, blank=True, unique=True)
    former_name = models.CharField("曾用名", max_length=80, blank=True)
    authority = models.CharField("主管部门", max_length=40, blank=True)
    city = models.CharField("所在市州", max_length=20, blank=True, db_index=True)
    level = models.CharField("层次", max_length=4, choices=Level.choices)
    ownership = models.CharField("办学性质", max_length=4, choices=Ownership.choices, blank=True)
    source = models.CharField("名录来源", max_length=200, blank=True)
    check_note = models.CharField("核对说明", max_length=300, blank=True)


class FormerName(models.Model):
    """What an organisation was called before."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField("曾用名", max_length=80)
    until = models.DateField("用至")
    reason = models.CharField("更名原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-until", "-pk"]
