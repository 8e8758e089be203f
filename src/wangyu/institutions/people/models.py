from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, name: str, password: str | None = None) -> "User":
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from grants, never from flags here."""

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True, db_index=True)
    is_active = models.BooleanField("启用", default=True)
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


class Grant(models.Model):
    """A role at an organisation between two dates, and who gave it."""

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
        indexes = [models.Index(fields=["user", "since"])]
