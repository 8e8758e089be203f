"""A call under review: two works of another university, their blind copies, and who judges each."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from tests import factories
from tests.house.markers import Markers
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Conflict,
    Message,
    Panelist,
    Remark,
    Review,
    ReviewStep,
)
from wangyu.activities.calls.models import Entry as Work
from wangyu.base.core import files
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import User

CODES = {"province": "K7M2PQ9X", "second": "H4T8WX3R"}
"""Place -> by what code whoever judges it knows the work there."""
JUDGES = {"province": "reviewer", "second": "second_reviewer"}


def plant_review(
    people: dict[str, User], school: Organisation, marks: Markers, now: datetime
) -> dict[str, dict[str, Any]]:
    """Two reviewers have each begun a work of their own; a third is on the panel, with nothing to do yet."""
    province, known = Organisation.objects.get(parent=None), editions()["hunan_2025"]
    call = Call.objects.create(
        owner=province, kind="both", title="评审中的推选", state="review", opens_at=now, due_at=now,
        changed_at=now, created_at=now, rules=known.data | {"reviews": 2},
    )  # fmt: skip
    spare = Panelist.objects.create(
        call=call, user=factories.officer(Role.REVIEWER, province), most=9
    )
    made = {
        place: plant_judgement(call, plant_judged_work(call, school, people["neighbour"], now),
                               people[judge], place, marks)
        for place, judge in JUDGES.items()
    }  # fmt: skip
    made["province"] |= {"judged_call": call.pk, "spare_panelist": spare.pk}
    return made


def plant_judged_work(call: Call, school: Organisation, entrant: User, now: datetime) -> Work:
    return Work.objects.create(
        call=call, track="articles", organisation=school, entrant=entrant, title="评审中的作品",
        state="in_review", revision=1, begun_at=now, saved_at=now, submitted_at=now,
    )  # fmt: skip


def plant_judgement(
    call: Call, work: Work, judge: User, place: str, marks: Markers
) -> dict[str, Any]:
    """The blind copy of a work, and all that one reviewer has said of it."""

    def text(name: str) -> str:
        return marks.text(place, f"calls.{name}")

    now = work.saved_at
    copy = BlindCopy.objects.create(
        entry=work, code=CODES[place], revision=1, title=text("BlindCopy.title"), made_at=now,
        answers={"summary": text("BlindCopy.answers")}, frozen_at=now,
    )  # fmt: skip
    plant_picture(copy)
    mine = Panelist.objects.create(call=call, user=judge, most=9)
    review = Review.objects.create(
        entry=work, panelist=mine, state="scoring", assigned_at=now, scores={"direction": 3},
        why=[text("Review.why")], reasons={"direction": text("Review.reasons")},
        opinion=text("Review.opinion"), saved_at=now,
    )  # fmt: skip
    remark = Remark.objects.create(review=review, text=text("Remark.text"), written_at=now)
    ReviewStep.objects.create(
        review=review, verb="assign", at=now, reason=text("ReviewStep.reason")
    )
    Message.objects.create(review=review, text=text("Message.text"), at=now)
    conflict = Conflict.objects.create(
        panelist=mine, organisation=work.organisation, reason=text("Conflict.reason"),
        declared_at=now,
    )  # fmt: skip
    return {
        "judged_work": work.pk, "code": copy.code, "judgement": review.pk, "panelist": mine.pk,
        "remark": remark.pk, "conflict": conflict.pk,
    }  # fmt: skip


def plant_picture(copy: BlindCopy) -> None:
    out = BytesIO()
    Image.new("RGB", (8, 8), "#00aa00").save(out, "PNG")
    stored = files.store(ContentFile(out.getvalue(), "page.png"), limit_mb=1)
    BlindPiece.objects.create(
        copy=copy, slot="text", position=1, stored_name=stored.name, size=stored.size,
        preview_name=stored.preview_name or stored.name, sha256=stored.sha256,
        media_type=stored.media_type,
    )  # fmt: skip
