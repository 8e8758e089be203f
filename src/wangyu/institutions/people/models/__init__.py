from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from wangyu.base.core.prepared import Prepared
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.logic.links import problem_of
from wangyu.institutions.people.models.recovery import Recovery
from wangyu.institutions.people.models.sessions import Session

__all__ = [
    "Delegation",
    "Grant",
    "Invitation",
    "OldPassword",
    "Recovery",
    "Session",
    "User",
    "UserManager",
]


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, name: str, password: str | None = None) -> User:
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **asked: Any) -> User:
        """By key alone, as the sign-in asks at every request, without building the SQL anew."""
        if args or list(asked) != ["pk"]:
            return super().get(*args, **asked)
        for row in _by_key(asked["pk"]):
            return User.from_db("default", _COLUMNS, row)
        raise User.DoesNotExist


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from grants, never from flags here."""

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True, db_index=True)
    is_active = models.BooleanField("启用", default=True)
    password_at = models.DateTimeField("设密码时间", null=True, blank=True)
    joined_at = models.DateTimeField("加入时间", auto_now_add=True)
    demo = models.BooleanField("演示", default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


_COLUMNS = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001 -- Django documents it
_by_key = Prepared(lambda key: User.objects.filter(pk=key).values_list(*_COLUMNS), (1, 2))


class OldPassword(models.Model):
    """A password somebody has had, as a hash; kept only where the policy forbids using it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField("设置时间")

    class Meta:
        ordering = ["-at", "-pk"]


class Grant(models.Model):
    """A role at an organisation between two dates, and who gave it. Ended, never deleted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=30, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="授予人"
    )
    granted_at = models.DateTimeField("授予时间")
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "since"]),
            models.Index(fields=["organisation", "role"]),
        ]


class Invitation(models.Model):
    """A one-time link that gives somebody a role. Only the hash of its token is kept."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField("角色", max_length=30, choices=Role.choices)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True)
    until = models.DateField("角色截止日期", null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("链接有效至")
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField("接受时间", null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def problem(self, now: datetime) -> str:
        """Why the link does not work any more; empty when it does."""
        return problem_of(
            used_at=self.used_at, revoked_at=self.revoked_at, expires_at=self.expires_at, now=now
        )


class Delegation(models.Model):
    """A role lent to a colleague between two dates; it counts once the colleague has confirmed."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(User, models.CASCADE, related_name="delegations")
    since = models.DateField("自")
    until = models.DateField("至")
    reason = models.CharField("事由", max_length=200)
    created_at = models.DateTimeField("委托时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["delegate", "since"])]
