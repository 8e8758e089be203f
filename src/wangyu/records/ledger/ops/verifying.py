"""The province verifies a signed sheet, or returns it with what is wrong figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.core.stamps import bump
from wangyu.records.ledger.enums import FactState
from wangyu.records.ledger.logic.stamps import LEDGER, stamp_of
from wangyu.records.ledger.models import Current, Fact, Sheet
from wangyu.records.ledger.ops.signing import move, tell

ALL_AT_THE_UNIVERSITY = (
    Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_LEADER,
)  # fmt: skip


@op("ledger.sheet.verify")
def verify(*, sheet: Sheet, actor: Actor, now: datetime) -> None:
    """The sheet's facts count as verified from now on."""
    step = move(sheet, "verify", actor, now)
    sheet, now = step.sheet, step.at
    # By number, not by join: without statistics PostgreSQL reads the whole ledger for each fact.
    facts = list(Fact.objects.filter(sheet=sheet).values_list("pk", flat=True))
    Current.objects.filter(fact_id__in=facts).update(state=FactState.VERIFIED)
    bump(LEDGER, stamp_of(sheet.organisation_id))
    tell(sheet, ALL_AT_THE_UNIVERSITY, f"“{sheet.window.title}”已核实通过", "", now)
    text = f"核实通过{sheet.organisation.name}的“{sheet.window.title}”"
    say(text, target=sheet, org_path=sheet.organisation.path)


@op("ledger.sheet.return")
def return_sheet(
    *,
    sheet: Sheet,
    reason: str,
    actor: Actor,
    now: datetime,
    item_reasons: Mapping[str, str] | None = None,
) -> None:
    """Send the sheet back; what was reported stays in the ledger until it is reported anew."""
    wrong = {key: text.strip()[:300] for key, text in (item_reasons or {}).items() if text.strip()}
    step = move(sheet, "return", actor, now, reason=reason, item_reasons=wrong)
    sheet, now = step.sheet, step.at
    tell(sheet, ALL_AT_THE_UNIVERSITY, f"“{sheet.window.title}”被退回补正", reason, now)
    text = f"退回{sheet.organisation.name}的“{sheet.window.title}”"
    say(
        text, target=sheet, org_path=sheet.organisation.path, items=sorted(wrong),
        private={"理由": reason},
    )  # fmt: skip
