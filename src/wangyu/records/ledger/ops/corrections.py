"""After closing: a university asks, the province decides; the ledger gets a new version."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.enums import CorrectionState, FactState, SheetState, Source
from wangyu.records.ledger.logic.items import read
from wangyu.records.ledger.models import Correction, Current, Fact
from wangyu.records.ledger.ops.facts import project
from wangyu.records.ledger.queries import item_of

PROVINCE_DECIDES = "更正由省中心决定。"


class CorrectionError(Exception):
    """The correction cannot be asked for or decided; carries the sentence."""


@op("ledger.correction.ask")
def ask_correction(*, fact: Fact, raw: str, reason: str, actor: Actor, now: datetime) -> Correction:
    """Ask that a signed figure be corrected, with the reason."""
    path = fact.organisation.path
    require(actor.has(UNIVERSITY_STAFF, path), "更正由本校申请，省中心决定。")
    if not reason.strip():
        raise CorrectionError("申请更正必须写明理由。")
    if not Current.objects.filter(fact=fact).exists():
        raise CorrectionError("这个数字已经有更新的版本，请在最新版本上申请更正。")
    if fact.sheet is not None and fact.sheet.state != SheetState.VERIFIED:
        raise CorrectionError(
            "这个数字还没有核实。发现填错的，请联系省中心退回填报表补正；核实之后才用更正。"
        )
    if fact.corrections.filter(state=CorrectionState.PROPOSED).exists():
        raise CorrectionError("这个数字已有一份更正申请在等省中心决定。")
    item = item_of(fact)
    reading = read(item, raw)
    if reading.error:
        raise CorrectionError(reading.error)
    if (reading.value, reading.text) == (fact.value, fact.text):
        raise CorrectionError("更正后的数字与现行数字相同，不需要更正。")
    made = Correction.objects.create(
        fact=fact, value=reading.value, text=reading.text, reason=reason.strip()[:500],
        asked_by_id=actor.user_id, asked_at=now,
    )  # fmt: skip
    _tell(made, PROVINCE_STAFF, [path[:8]], f"{fact.organisation.name}申请更正一项数字", now)
    text = f"申请更正“{item.label}”"
    say(text, target=made, org_path=path, private={"理由": made.reason})
    return made


@op("ledger.correction.accept")
def accept_correction(*, correction: Correction, answer: str, actor: Actor, now: datetime) -> Fact:
    """The corrected figure becomes a new version; the old one stays."""
    correction = _decide(correction, CorrectionState.ACCEPTED, answer, actor, now)
    old = correction.fact
    newest = (
        Current.objects.select_for_update()
        .select_related("fact")
        .get(organisation_id=old.organisation_id, key=old.key, period_key=old.period_key)
    )
    fact = Fact.objects.create(
        organisation_id=old.organisation_id, key=old.key, period_key=old.period_key,
        version=newest.fact.version + 1, value=correction.value, text=correction.text,
        source=Source.CORRECTED, source_text=f"更正第 {old.version} 版", sheet=old.sheet,
        entry=old.entry, revision=old.revision, reason=correction.reason,
        entered_by_id=correction.asked_by_id, at=now,
    )  # fmt: skip
    project([fact], FactState.VERIFIED)
    private = {"理由": correction.reason}
    say("采纳更正", target=fact, org_path=old.organisation.path, private=private)
    return fact


@op("ledger.correction.refuse")
def refuse_correction(*, correction: Correction, answer: str, actor: Actor, now: datetime) -> None:
    """The figure stays; the university reads why."""
    path = correction.fact.organisation.path
    require(actor.has(PROVINCE_STAFF, path), PROVINCE_DECIDES)
    if not answer.strip():
        raise CorrectionError("不采纳更正必须写明理由。")
    correction = _decide(correction, CorrectionState.REFUSED, answer, actor, now)
    say("未采纳更正", target=correction, org_path=path, private={"答复": answer.strip()[:200]})


def _decide(
    correction: Correction, state: CorrectionState, answer: str, actor: Actor, now: datetime
) -> Correction:
    require(actor.has(PROVINCE_STAFF, correction.fact.organisation.path), PROVINCE_DECIDES)
    decided = Correction.objects.filter(pk=correction.pk, state=CorrectionState.PROPOSED).update(
        state=state, answer=answer.strip()[:500], decided_by_id=actor.user_id, decided_at=now
    )
    if not decided:
        raise CorrectionError("这份申请已经有了决定。")
    path = correction.fact.organisation.path
    _tell(correction, UNIVERSITY_STAFF, [path], f"更正申请{state.label}", now)
    return correction


def _tell(
    correction: Correction, roles: frozenset[Role], paths: list[str], title: str, now: datetime
) -> None:
    notify(
        recipients=people_with(sorted(roles), paths, local_day(now)),
        kind="ledger.correction", title=title, body=correction.reason[:200],
        url=reverse("ledger:fact", args=[correction.fact_id]),
        key=f"ledger.correction:{correction.pk}:{title}", now=now,
    )  # fmt: skip
