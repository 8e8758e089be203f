from decimal import Decimal

from django.conf import settings
from django.db import models

from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.flow import CYCLE, SELF_CHECK
from wangyu.assessment.evaluation.models.schemes import Version
from wangyu.base.core.append_only import append_only
from wangyu.base.lib.periods import Period, PeriodKind
from wangyu.institutions.orgs.models import Organisation

USER = settings.AUTH_USER_MODEL


def figure(label: str) -> "models.DecimalField[Decimal | int | None, Decimal | None]":
    """A number; NULL is "not given", which is not 0."""
    return models.DecimalField(label, max_digits=20, decimal_places=4, null=True, blank=True)


class Cycle(models.Model):
    """One round: a two-year evaluation, its yearly interim, or a year's commendation."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.CharField("类型", max_length=12, choices=Form.choices)
    title = models.CharField("名称", max_length=120)
    guide = models.TextField("说明", blank=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="cycles")
    charter = models.JSONField("评价办法")
    """Its own copy: see ``logic.charter``."""
    first_year = models.PositiveSmallIntegerField("起始年度")
    last_year = models.PositiveSmallIntegerField("截止年度")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    """The round before: pairs rotate, figures are carried over, an interim looks at its problems."""
    state = models.CharField("状态", max_length=12, choices=CYCLE.choices, default="draft")
    due_at = models.DateTimeField("自查截止时间")
    notice_until = models.DateTimeField("公示至", null=True)
    released_at = models.DateTimeField("公布时间", null=True)
    changed_at = models.DateTimeField("修改时间")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ["-last_year", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def periods(self) -> list[Period]:
        """The calendar years it looks at, the earliest first."""
        years = range(self.first_year, self.last_year + 1)
        return [Period(PeriodKind.CALENDAR, year) for year in years]


@append_only
class CycleStep(models.Model):
    """What was done to a round as a whole, and why."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Member(models.Model):
    """One university in a round, and how far its self-check has come."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    level = models.CharField("层次", max_length=10, blank=True)
    ownership = models.CharField("公私", max_length=10, blank=True)
    city = models.CharField("市州", max_length=20, blank=True)
    """As they were when the round began: groups and strata do not move under it."""
    state = models.CharField(
        "自查状态", max_length=10, choices=SELF_CHECK.choices, default="filling"
    )
    revision = models.PositiveIntegerField("上报次数", default=0)
    due_at = models.DateTimeField("单独延期至", null=True)
    saved_at = models.DateTimeField("最近保存", null=True)
    signed_at = models.DateTimeField("签批时间", null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    late = models.BooleanField("逾期", default=False)
    facts_sha256 = models.CharField("事实指纹", max_length=64, blank=True)
    """Of the facts frozen at the last signing."""

    class Meta:
        ordering = ["organisation__path"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organisation"], name="member_once")
        ]

    @property
    def group(self) -> str:
        """The peer group: 本科·公办 …"""
        return "·".join(one for one in (self.level, self.ownership) if one)


@append_only
class MemberStep(models.Model):
    """What was done to a university's self-check, and why."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Answer(models.Model):
    """What a university says on one indicator: the values where it is asked, and its words.

    Evidence is attached to it ("evaluation.answer").
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="answers")
    indicator = models.CharField(max_length=60)
    values = models.JSONField("数值", default=list)
    """In the order of the indicator's questions: a decimal as text, or null where none is given."""
    words = models.CharField("说明", max_length=2000, blank=True)
    carried = models.BooleanField("沿用上期", default=False)
    """Taken from the round before and not yet looked at."""
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "indicator"], name="answer_once")]


@append_only
class Frozen(models.Model):
    """One fact as it stood when a university's leader signed: what its score is computed from."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="facts")
    revision = models.PositiveIntegerField()
    measure = models.CharField("指标", max_length=80)
    period_key = models.CharField(max_length=8)
    value = figure("数值")
    source = models.CharField("来源", max_length=200, blank=True)
    ref = models.CharField(max_length=60, blank=True)
    """Where it opens to (see ``base.lib.measures``)."""
    state = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "revision", "measure", "period_key"], name="frozen_once"
            )
        ]
