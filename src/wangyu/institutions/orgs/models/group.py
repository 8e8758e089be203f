from typing import ClassVar

from django.db import models

from wangyu.base.core.roles import Tier
from wangyu.base.lib.dates import show_date
from wangyu.institutions.orgs.enums import MemberRole
from wangyu.institutions.orgs.models.facts import OrgFact

SCHOOL_ONLY = frozenset({int(Tier.UNIVERSITY)})


class LeadingGroup(OrgFact):
    """学校网络思想政治工作领导小组."""

    KIND: ClassVar[str] = "leading_group"
    LABEL: ClassVar[str] = "领导小组"
    TAB: ClassVar[str] = "group"
    TIERS: ClassVar[frozenset[int]] = SCHOOL_ONLY
    END_WORD: ClassVar[str] = "撤销"
    START: ClassVar[str] = "established_on"

    name = models.CharField("名称", max_length=80, default="网络思想政治工作领导小组")
    established_on = models.DateField("成立日期", null=True, blank=True)
    document_no = models.CharField("成立文号", max_length=60, blank=True)
    duties = models.TextField("职责", max_length=2000, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class GroupMember(OrgFact):
    KIND: ClassVar[str] = "group_member"
    LABEL: ClassVar[str] = "领导小组成员"
    TAB: ClassVar[str] = "group"
    TIERS: ClassVar[frozenset[int]] = SCHOOL_ONLY
    END_WORD: ClassVar[str] = "卸任"

    name = models.CharField("姓名", max_length=60)
    role = models.CharField("组内职务", max_length=6, choices=MemberRole.choices)
    department = models.CharField("部门", max_length=60, blank=True)
    title = models.CharField("行政职务", max_length=60, blank=True)
    is_school_leader = models.BooleanField("是校领导", default=False)
    since = models.DateField("任职日期", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.role}{self.name}"


class Meeting(OrgFact):
    """专题工作研究. Minutes are evidence attached to it."""

    KIND: ClassVar[str] = "meeting"
    LABEL: ClassVar[str] = "专题研究会议"
    TAB: ClassVar[str] = "meetings"
    TIERS: ClassVar[frozenset[int]] = SCHOOL_ONLY
    END_WORD: ClassVar[str] = "作废"
    START: ClassVar[str] = "held_on"

    held_on = models.DateField("会议日期")
    topics = models.CharField("议题", max_length=200)
    attendees = models.CharField("参会人员", max_length=500, blank=True)
    summary = models.TextField("会议结论", max_length=4000, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{show_date(self.held_on)}会议“{self.topics}”"
