"""The meeting, the notice with its objections, the result, the gallery, the report to the nation."""

from __future__ import annotations

from datetime import timedelta

from tests.activities.calls.replay.choosing import works_of
from tests.activities.calls.replay.entering import Told
from tests.activities.calls.replay.judging import DUE_AT
from tests.activities.calls.replay.people import Province
from wangyu.activities.calls.models import Call, Entry, Objection
from wangyu.activities.calls.ops import (
    announcing,
    deciding,
    exhibiting,
    national,
    objections,
    publishing,
)
from wangyu.activities.calls.queries import deciding as reads
from wangyu.activities.calls.queries import rules_of
from wangyu.base.core.access import Actor

MET = DUE_AT + timedelta(days=1)
NOTICED = MET + timedelta(days=2)
RELEASED = NOTICED + timedelta(days=6)
SPANS = (
    (1, 2, "first"),
    (3, 6, "second"),
    (7, 12, "third"),
    (13, 14, "merit"),
    (15, 99, reads.NONE),
)
MERIT = 2
"""Works of each track with an award that the edition does not limit."""
REASON = "会议逐件讨论"


def meet(call: Call, province: Province) -> Told:
    """Down each track by the calibrated order; a third first prize there is not."""
    told, said = Told(), {"actor": province.officer, "now": MET}
    deciding.decide_call(call=call, **said)
    call.refresh_from_db()
    for track in rules_of(call).tracks:
        for first, last, award in SPANS:
            deciding.propose_places(
                call=call, track=track.key, first=first, last=last, award=award, reason=REASON,
                **said,
            )  # fmt: skip
    third = reads.judged_entries(call, "pictures")[2]
    told.of(
        announcing.CallError,
        deciding.propose_award,
        entry=third,
        award="first",
        reason=REASON,
        **said,
    )
    return told


def show(call: Call, province: Province) -> tuple[Told, Entry]:
    """Two objections: one is right, and its work loses what was proposed; then the result."""
    told, said = Told(), {"actor": province.officer, "now": NOTICED}
    publishing.publicize_call(call=call, **said)
    call.refresh_from_db()
    struck = works_of(call, "publicized", track="pictures", award="first")[0]
    for entry, text in ((struck, "与三年前的一件相同"), (None, "公示太晚")):
        objections.make_objection(
            call=call, entry=entry, text=text, actor=Actor.anonymous(), now=NOTICED
        )
    told.of(announcing.CallError, publishing.release_call, call=call, **said)
    said["now"] = RELEASED
    told.of(announcing.CallError, publishing.release_call, call=call, **said)
    for one in Objection.objects.filter(call=call):
        objections.answer_objection(
            objection=one, answer="已核实", upheld=one.entry_id is not None,
            actor=province.officer, now=NOTICED,
        )  # fmt: skip
    publishing.release_call(call=call, **said)
    call.refresh_from_db()
    return told, struck


def exhibit(call: Call, province: Province) -> list[str]:
    """What authors agreed to is shown; one of each track goes to the nation. Tracks told of."""
    said = {"actor": province.officer, "now": RELEASED}
    exhibiting.exhibit_call(call=call, **said)
    firsts = works_of(call, "exhibited", award="first")
    best = list({one.track: one for one in firsts}.values())
    return national.send_entries(call=call, works=best, **said)
