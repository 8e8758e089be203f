from __future__ import annotations

from django.db import models

from wangyu.institutions.connections.logic.flow import CURRENT, KEY_PAIR, NEXT
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import User


class Connection(models.Model):
    """An organisation's way in: its own sign-in service. ``secrets`` are sealed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="connections")
    kind = models.CharField("类型", max_length=20)
    title = models.CharField("按钮上的名称", max_length=60)
    settings = models.JSONField("设置", default=dict)
    secrets = models.TextField("密钥", blank=True)
    domains = models.CharField("学校邮箱域名", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, default="draft")
    looked = models.JSONField("检查结果", default=list)
    looked_at = models.DateTimeField("检查时间", null=True)
    claims = models.JSONField("得到的信息", default=list)
    made_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        ordering = ["organisation__path", "pk"]

    def __str__(self) -> str:
        return self.title


class KeyPair(models.Model):
    """A key of ours for one connection, with its certificate. ``secret`` is sealed."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="key_pairs")
    use = models.CharField("用途", max_length=10, choices=KEY_PAIR.choices)
    certificate = models.TextField("证书")
    secret = models.TextField("私钥")
    made_at = models.DateTimeField("生成时间")
    until = models.DateTimeField("保留到", null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "use"], name="one_key_a_use",
                condition=models.Q(use__in=[NEXT, CURRENT]),
            ),
        ]  # fmt: skip


class Binding(models.Model):
    """Somebody's account of a connection is somebody's account here. Only a fingerprint is kept."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="bindings")
    user = models.ForeignKey(User, models.CASCADE, related_name="bindings")
    fingerprint = models.CharField(max_length=64)
    bound_at = models.DateTimeField("绑定时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "fingerprint"], name="one_account_a_person"
            ),
            models.UniqueConstraint(fields=["connection", "user"], name="one_person_an_account"),
        ]
