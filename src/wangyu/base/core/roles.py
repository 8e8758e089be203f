"""Who somebody can be. Granted per organisation and dated; see people."""

from enum import StrEnum

from django.db import models


class Tier(models.IntegerChoices):
    """The four tiers of clause 7."""

    PROVINCE = 1, "省中心"
    UNIVERSITY = 2, "高校中心"
    DEPARTMENT = 3, "院系工作室"
    STATION = 4, "班级工作站"


class Role(models.TextChoices):
    PROVINCE_OFFICER = "province_officer", "省中心工作人员"
    PROVINCE_LEADER = "province_leader", "省中心负责人"
    UNIVERSITY_OFFICER = "university_officer", "高校中心管理员"
    UNIVERSITY_REPORTER = "university_reporter", "高校填报人"
    UNIVERSITY_LEADER = "university_leader", "高校分管领导"
    DEPARTMENT_OFFICER = "department_officer", "院系工作室负责人"
    STATION_OFFICER = "station_officer", "班级工作站负责人"
    REVIEWER = "reviewer", "评审专家"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"
    STUDENT = "student", "学生"


ROLE_TIER: dict[Role, Tier] = {
    Role.PROVINCE_OFFICER: Tier.PROVINCE,
    Role.PROVINCE_LEADER: Tier.PROVINCE,
    Role.UNIVERSITY_OFFICER: Tier.UNIVERSITY,
    Role.UNIVERSITY_REPORTER: Tier.UNIVERSITY,
    Role.UNIVERSITY_LEADER: Tier.UNIVERSITY,
    Role.DEPARTMENT_OFFICER: Tier.DEPARTMENT,
    Role.STATION_OFFICER: Tier.STATION,
    Role.REVIEWER: Tier.PROVINCE,
    Role.SYSTEM_ADMIN: Tier.PROVINCE,
    Role.SECURITY_ADMIN: Tier.PROVINCE,
    Role.AUDITOR: Tier.PROVINCE,
    Role.STUDENT: Tier.UNIVERSITY,
}
"""The tier a role is granted at."""

PROVINCE_STAFF = frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER})
UNIVERSITY_STAFF = frozenset(
    {Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER}
)
STRONG_SIGN_IN = frozenset(Role) - {Role.STUDENT, Role.STATION_OFFICER}
"""Roles asked for a second factor: officers, administrators and reviewers."""


class SignInStrength(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 -- the name of a method, not a secret
    SECOND_FACTOR = "second_factor"
