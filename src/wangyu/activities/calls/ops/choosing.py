"""What a department and its university decide about works: first look, quota, order (clause 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wangyu.activities.calls import access
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.logic.roll import Place, shifted
from wangyu.activities.calls.models import Call, Entry, Roll
from wangyu.activities.calls.ops.moving import takeable, tell_entrants, write_many
from wangyu.activities.calls.queries import rolls
from wangyu.activities.calls.queries.calls import CHOOSING
from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.institutions.orgs.models import Organisation

VERBS = ("pass", "return", "decline", "reconsider", "recommend", "drop")
OF_THE_ROLL = ("recommend", "drop")
LABELS = {edge.verb: edge.label for edge in ENTRY.edges}
TOLD = {"return": "请补正", "decline": "未获推荐", "reconsider": "重新考虑推荐"}
"""What the entrant hears at once; what is recommended they hear when it is signed."""


OWN = "这是您自己的作品，请由学校高校中心审核。"


class RollError(Exception):
    """What cannot be done with works or a university's recommendation; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Decided:
    """``left_out``: for each work that was picked and could not be moved, why."""

    works: list[Entry]
    left_out: list[str]


@op("calls.entry.decide")
def decide(
    *, works: Sequence[Entry], verb: str, actor: Actor, now: datetime, reason: str = ""
) -> Decided:
    """The same decision about one or many works of one university in one call."""
    if not works:
        raise RollError("还没有选作品；请先在左边勾选。")
    roll = _roll_for(works[0].call, works[0].organisation, verb)
    found = rolls.all_locked(works)
    moves, left_out = takeable(found, verb, actor, reason)
    left_out += [(entry, OWN) for entry, _ in moves if _is_own(actor, entry)]
    moves = [(entry, edge) for entry, edge in moves if not _is_own(actor, entry)]
    if not moves:
        raise RollError(left_out[0][1])
    if verb == "recommend":
        _require_places(roll, [entry for entry, _ in moves])
    moved = write_many(moves, actor, now, reason=reason)
    if verb in OF_THE_ROLL:
        renumber(roll)
    _tell(moved, verb, reason, now)
    text = f"{LABELS[verb]}：{len(moved)} 件作品"
    say(
        text, target=moved[0].call, org_path=roll.organisation.path,
        entries=[entry.pk for entry in moved], private={"理由": reason.strip()},
    )  # fmt: skip
    return Decided(moved, [f"“{entry}”：{why}" for entry, why in left_out])


def _is_own(actor: Actor, entry: Entry) -> bool:
    """A department does not pass its officer's own work; the university's centre is above it."""
    above = actor.has(access.CAMPUS, entry.organisation.path)
    return entry.entrant_id == actor.user_id and not above


def _roll_for(call: Call, organisation: Organisation, verb: str) -> Roll:
    Roll.objects.get_or_create(call=call, organisation=organisation)
    roll = rolls.locked_roll(call, organisation)
    if roll.call.state not in CHOOSING:
        raise RollError("这次征集的校内遴选已经结束，不能再改。")
    if verb == "return" and roll.call.state == "screening":
        raise RollError("征集已经结束，退回后不能再提交；请选择通过或不推荐。")
    if verb in OF_THE_ROLL and roll.state != "collecting":
        raise RollError("推荐名单已在公示或已签发，不能增减；需要改时先结束公示，重新遴选。")
    return roll


def _require_places(roll: Roll, works: list[Entry]) -> None:
    """No more of a class than the edition gives each university."""
    wanted = Counter(one.track for one in works)
    for tally in rolls.tallies(roll.call, roll.organisation):
        more = wanted[tally.key]
        if tally.left is not None and more > tally.left:
            rest = f"还可以推荐 {tally.left} 件，您选了 {more} 件" if tally.left else "已经用完"
            raise RollError(
                f"“{tally.title}”每校 {tally.quota} 件的名额{rest}；"
                "请先比较取舍，要换上新的，先移出已列入的。"
            )


def renumber(roll: Roll, order: Sequence[Place] | None = None) -> None:
    """Ranks 1, 2, 3 … through the whole roll; what is not in it has none."""
    works = {one.pk: one for one in rolls.chosen(roll.call, roll.organisation)}
    places = order or rolls.ordered(roll.call, works.values())
    for number, place in enumerate(places, start=1):
        if works[place.pk].rank != number:
            Entry.objects.filter(pk=place.pk).update(rank=number)
    outside = Entry.objects.filter(call=roll.call, organisation=roll.organisation)
    outside.filter(rank__isnull=False).exclude(pk__in=list(works)).update(rank=None)


def _tell(moved: Sequence[Entry], verb: str, reason: str, now: datetime) -> None:
    if verb in TOLD:
        tell_entrants([(one, f"“{one}”{TOLD[verb]}") for one in moved], reason.strip(), now)


@op("calls.entry.order")
def order_entry(*, entry: Entry, up: bool, actor: Actor, now: datetime) -> None:
    """One place up or down among the recommended works of its track."""
    roll = _roll_for(entry.call, entry.organisation, "recommend")
    order = rolls.ordered(roll.call, rolls.chosen(roll.call, roll.organisation))
    if entry.pk not in {place.pk for place in order}:
        raise RollError(f"“{entry}”已不在推荐名单里，请刷新页面。")
    renumber(roll, shifted(order, entry.pk, up=up))
    say("调整推荐次序", target=entry, org_path=roll.organisation.path)
