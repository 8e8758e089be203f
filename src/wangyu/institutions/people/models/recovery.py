from __future__ import annotations

from django.db import models


class Recovery(models.Model):
    """Somebody has lost their second factor: who vouches for them, and who agreed."""

    user = models.ForeignKey("people.User", models.CASCADE, related_name="recoveries")
    state = models.CharField("状态", max_length=10, default="asked")
    reason = models.CharField("怎样核实了身份", max_length=200)
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    answer = models.CharField("决定理由", max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="one_recovery_at_a_time"
            )
        ]
