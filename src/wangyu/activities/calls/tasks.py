"""Long work about calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops import blinding as blind_ops
from wangyu.activities.calls.ops import filming, showing
from wangyu.activities.calls.ops import likeness as likeness_ops
from wangyu.activities.calls.ops.assigning import ASSIGN, clash_words
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import (
    assigning,
    blinding,
    entry_titles,
    gallery,
    likeness,
    reviewing,
)
from wangyu.base.core.access import Actor
from wangyu.base.core.jobs import Effect, JobContext, JobError, job
from wangyu.base.lib.dates import local_day


@job(blind_ops.KIND, label="生成匿名副本")
def blind(context: JobContext, payload: dict[str, Any]) -> Effect:
    """One work after the other, each kept at once: whoever takes this up again goes on."""
    call = Call.objects.get(pk=payload["call"])
    entries = list(blinding.to_blind(call))
    roster = blinding.roster()
    left = 0
    for done, entry in enumerate(entries):
        context.progress(done, len(entries), f"第 {done + 1} 件")
        try:
            blind_ops.make_copy(
                entry=entry, roster=roster, actor=Actor.system(), now=timezone.now()
            )
        except EntryError:  # its author was quicker
            left += 1
    url = reverse("calls:blind_copies", args=[call.pk])
    text = f"生成了 {len(entries) - left} 件作品的匿名副本。"
    more = f"有 {left} 件刚才又改过，请再生成一次。" if left else ""
    return lambda: {"text": text + more, "url": url}


@job(showing.KIND, label="生成展播副本")
def show(context: JobContext, payload: dict[str, Any]) -> Effect:  # noqa: ARG001 -- there is one gallery
    """One file after the other, each kept at once, until none is left."""
    done = 0
    while pieces := gallery.to_copy(exhibited_entries(), timezone.now()):
        for piece in pieces:
            context.progress(done, done + len(pieces), f"第 {done + 1} 个文件")
            showing.make_shown(piece=piece, actor=Actor.system(), now=timezone.now())
            done += 1
    return lambda: {"text": f"生成了 {done} 个文件的展播副本。"}


@job(likeness_ops.KIND, label="查重")
def compare(context: JobContext, payload: dict[str, Any]) -> Effect:
    """Texts and pictures of this call against all of all years. Repeating it finds the same."""
    call = Call.objects.select_related("owner").get(pk=payload["call"])
    context.progress(0, 2, "读取全部作品")
    entries = likeness.compared(call)
    _look_at_films(context, entries)
    context.progress(1, 2, "逐对比较")
    found = likeness_ops.found_in(call, entries)
    url = reverse("calls:likenesses", args=[call.pk])

    def keep() -> dict[str, Any]:
        count = likeness_ops.keep_likenesses(
            call=call, found=found, actor=Actor.system(), now=timezone.now()
        )
        return {"text": f"比较完了，{count} 对作品有相同之处，请逐对看过。", "url": url}

    return keep


def _look_at_films(context: JobContext, entries: Sequence[Entry]) -> None:
    """One after the other, each kept at once: whoever takes this up again goes on."""
    if not filming.reader():
        return
    films = likeness.not_looked_at(likeness.films_of(entries))
    for done, piece in enumerate(films):
        context.progress(done, len(films) + 1, f"取视频画面，第 {done + 1} 个，共 {len(films)} 个")
        seen = filming.looked_at(piece)
        filming.keep_film(piece=piece, seen=seen, actor=Actor.system(), now=timezone.now())


@job(ASSIGN, label="计算评委分派")
def assign(context: JobContext, payload: dict[str, Any]) -> Effect:
    """The best assignment, to be looked at before it is applied; nothing is written but the plan."""
    from wangyu.activities.calls.logic.planning import (  # noqa: PLC0415 -- scipy and ortools, only where they are used
        Impossible,
        plan_of,
    )

    call = Call.objects.select_related("owner").get(pk=payload["call"])
    context.progress(0, 2, "读取作品和评委")
    load = (payload["load"][0], payload["load"][1])
    given = assigning.given_of(call, load, local_day(timezone.now()))
    if not given.works:
        raise JobError("没有形式审查通过的作品，现在不用分派。")
    if not given.reviewers:
        raise JobError("评委名单是空的，请先加入评委。")
    context.progress(1, 2, "计算最优分派并核对")
    found = plan_of(given)
    if isinstance(found, Impossible):
        people = reviewing.panelist_names(found.reviewers)
        raise JobError(clash_words(found, entry_titles(found.works), people)[:500])
    shown = {
        "text": f"算出 {len(found.reviews)} 次评审的分派，还没有生效。",
        "url": reverse("calls:assign", args=[call.pk]), "mark": assigning.mark_of(given),
        "load": list(load), "objective": found.objective, "bound": found.bound,
        "loss": found.loss, "added": found.added, "exchanged": found.exchanged,
        "gap": found.gap, "proved": found.proved,
        "apart": found.apart, "loads": list(found.load),
        "reviews": [
            {"work": one.work, "reviewer": one.reviewer, "worth": one.worth, "why": one.why}
            for one in found.reviews
        ],
    }  # fmt: skip
    return lambda: shown
