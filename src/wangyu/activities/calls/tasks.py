"""Long work about calls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from wangyu.activities.calls.models import Call
from wangyu.activities.calls.ops import blinding as blind_ops
from wangyu.activities.calls.ops import likeness as likeness_ops
from wangyu.activities.calls.queries import blinding, likeness
from wangyu.base.core.access import Actor
from wangyu.base.core.jobs import Effect, JobContext, job


@job(blind_ops.KIND, label="生成匿名副本")
def blind(context: JobContext, payload: dict[str, Any]) -> Effect:
    """One work after the other, each kept at once: whoever takes this up again goes on."""
    call = Call.objects.get(pk=payload["call"])
    entries = list(blinding.to_blind(call))
    roster = blinding.roster()
    for done, entry in enumerate(entries):
        context.progress(done, len(entries), f"第 {done + 1} 件")
        blind_ops.make_copy(entry=entry, roster=roster, actor=Actor.system(), now=timezone.now())
    url = reverse("calls:blind_copies", args=[call.pk])
    return lambda: {"text": f"生成了 {len(entries)} 件作品的匿名副本。", "url": url}


@job(likeness_ops.KIND, label="查重")
def compare(context: JobContext, payload: dict[str, Any]) -> Effect:
    """Texts and pictures of this call against all of all years. Repeating it finds the same."""
    call = Call.objects.select_related("owner").get(pk=payload["call"])
    context.progress(0, 2, "读取全部作品")
    entries = likeness.compared(call)
    context.progress(1, 2, "逐对比较")
    found = likeness_ops.found_in(call, entries)
    url = reverse("calls:likenesses", args=[call.pk])

    def keep() -> dict[str, Any]:
        count = likeness_ops.keep_likenesses(
            call=call, found=found, actor=Actor.system(), now=timezone.now()
        )
        return {"text": f"比较完了，{count} 对作品有相同之处，请逐对看过。", "url": url}

    return keep
