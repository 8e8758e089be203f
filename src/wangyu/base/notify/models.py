from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class MailChoice(models.TextChoices):
    AT_ONCE = "at_once", "每条都发邮件"
    DAILY = "daily", "每天汇总一封"
    NONE = "none", "不发邮件"


class Notification(models.Model):
    """One thing one person is told, once."""

    recipient = models.ForeignKey(USER, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=200)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]


class Preference(models.Model):
    user = models.OneToOneField(USER, models.CASCADE, primary_key=True, related_name="+")
    mail = models.CharField(
        "邮件", max_length=10, choices=MailChoice.choices, default=MailChoice.DAILY
    )
