"""Visits: begun for those that were drawn, planned, filled in on the spot, handed in, confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.urls import reverse

from wangyu.assessment.evaluation.access.visits import (
    INSPECTORS_ONLY,
    inspects,
    roles_for_visit,
)
from wangyu.assessment.evaluation.logic.flow import VISIT
from wangyu.assessment.evaluation.models import Cycle, Inspector, Member, Visit
from wangyu.assessment.evaluation.ops.checks import LackingError
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked, step
from wangyu.assessment.evaluation.ops.marking import Kept, Typed, claim, keep_marks
from wangyu.assessment.evaluation.queries import visits as queries
from wangyu.assessment.evaluation.queries.draws import drawn_members, find_draw
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import files
from wangyu.base.core.access import Actor, require
from wangyu.base.core.files.store import Stored, Upload
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.base.lib.dates import local_day, show_date
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Use

REPLY, WHY, MOST_PHOTOS = 2000, 200, 20
DRAWN = "公开抽签抽到"


@op("evaluation.cycle.spot")
def begin_spot(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """The mutual check is over: whoever was drawn is visited."""
    found = step(cycle, "spot", actor, now, reason=reason)
    draw = find_draw(found)
    if draw is None or draw.state != "drawn":
        raise EvaluationError("抽签还没有抽定，请先在“抽签”里办完。")
    members = drawn_members(draw)
    for member in members:
        _open(member, DRAWN, now)
    text = f"{named(found)}结束互查，开始抽查 {len(members)} 所"
    say(text, target=found, org_path=found.owner.path)
    return found


def _open(member: Member, why: str, now: datetime) -> Visit:
    made = Visit.objects.create(member=member, why=why[:WHY], created_at=now)
    notify(
        recipients=people_with(UNIVERSITY_STAFF, [member.organisation.path], local_day(now)),
        kind="evaluation.visit", title="本校要接受抽查", body=f"{member.cycle.title}：{made.why}",
        url=reverse("evaluation:visit", args=[made.pk]), key=f"evaluation.visit:{made.pk}", now=now,
    )  # fmt: skip
    return made


@op("evaluation.visit.add")
def add_visit(*, cycle: Cycle, member: Member, reason: str, actor: Actor, now: datetime) -> Visit:
    """A re-check of one that was not drawn, with its reason."""
    found = locked(cycle)
    if found.state != "spot":
        raise EvaluationError("只有抽查期间可以加查。")
    if not reason.strip():
        raise EvaluationError("加查必须写明理由。")
    if member.cycle_id != found.pk or member.state != "signed":
        raise EvaluationError("请选择这次评价里已上报的高校。")
    if Visit.objects.filter(member=member).exists():
        raise EvaluationError("这所高校已经在抽查名单里；需要重查，请退回它的抽查记录。")
    made = _open(member, f"复核：{reason.strip()}", now)
    say(f"加查一所高校：{named(made)}", target=made, org_path=found.owner.path, private={"理由": reason.strip()})  # fmt: skip
    return made


@op("evaluation.visit.plan")
def plan_visit(
    *, visit: Visit, planned_on: date | None, inspectors: Collection[int], actor: Actor,
    now: datetime,
) -> Visit:  # fmt: skip
    """Who goes there, and when; those named anew and the university are told."""
    found = _of_the_spot(visit)
    if found.state != "planned":
        raise EvaluationError("抽查记录已经提交，安排不能再改。")
    member = found.member
    able = queries.candidates(member.cycle.owner, member.organisation, local_day(now))
    if not set(inspectors) <= {one.pk for one in able}:
        raise EvaluationError("抽查人员应是省中心的工作人员或评审专家，且不在这所高校任职。")
    before = set(found.inspectors.values_list("user_id", flat=True))
    found.inspectors.exclude(user_id__in=inspectors).delete()
    Inspector.objects.bulk_create(
        Inspector(visit=found, user_id=pk) for pk in set(inspectors) - before
    )
    found.planned_on = planned_on
    found.save(update_fields=["planned_on"])
    when = f"计划日期 {show_date(planned_on)}" if planned_on else "日期待定"
    where = member.organisation
    _tell(found, set(inspectors) - before, f"请抽查{where.name}", when, "named", now)
    campus = people_with(UNIVERSITY_STAFF, [where.path], local_day(now))
    _tell(found, campus, "抽查已安排", when, f"planned:{planned_on}", now)
    _say(found, f"安排抽查人员 {len(set(inspectors))} 名，{when}：")
    return found


def _tell(
    visit: Visit, who: Collection[int], title: str, body: str, key: str, now: datetime
) -> None:
    notify(
        recipients=who, kind="evaluation.visit", title=title,
        body=f"{visit.member.cycle.title}：{body}",
        url=reverse("evaluation:visit", args=[visit.pk]),
        key=f"evaluation.visit:{visit.pk}:{key}", now=now,
    )  # fmt: skip


def _say(visit: Visit, sentence: str, **private: str) -> None:
    path = visit.member.cycle.owner.path
    say(f"{sentence}{named(visit)}", target=visit, org_path=path, private=private)


def _of_the_spot(visit: Visit) -> Visit:
    found = queries.locked_visit(visit)
    if found.member.cycle.state != "spot":
        raise EvaluationError("现在不是抽查阶段，抽查记录只能查看，不能修改。")
    return found


def _writable(visit: Visit, actor: Actor) -> Visit:
    """Asked while it is held: whoever is no longer named for it writes nothing more."""
    found = _of_the_spot(visit)
    require(inspects(actor, found), INSPECTORS_ONLY)
    if found.state != "planned":
        raise EvaluationError("抽查记录已经提交，不能再改；需要修改，请联系省中心退回。")
    return found


def _move(visit: Visit, verb: str, actor: Actor, reason: str = "") -> None:
    edge = VISIT.take(visit.state, verb, roles_for_visit(actor, visit), reason=reason)
    visit.state = edge.target


@op("evaluation.visit.save")
def save_findings(
    *, visit: Visit, typed: Mapping[str, Typed], actor: Actor, now: datetime, key: str = ""
) -> Kept:
    """What was touched, indicator by indicator; typed on the spot it may come hours later."""
    found = _writable(visit, actor)
    claim(f"visit {found.pk}", key, actor, now)
    able = {str(use.file_id): use.file_id for use in queries.visit_uses(found)}
    leaves = leaves_of(found.member.cycle)
    kept = keep_marks(found.marks, leaves, typed, able, actor=actor, now=now)
    _say(found, "保存抽查记录：")
    return kept


@files.kept_if_done()
def add_photo(*, visit: Visit, indicator: str, upload: Upload, actor: Actor, now: datetime) -> Use:
    """Kept in the province's file room. The same picture sent twice is one. Raises BadFileError.

    Examined before anything is held, as ``evidence.add_file`` does.
    """
    stored = evidence.examined(upload)
    return enter_photo(visit=visit, indicator=indicator, stored=stored, actor=actor, now=now)


@op("evaluation.visit.photo")
def enter_photo(
    *, visit: Visit, indicator: str, stored: Stored, actor: Actor, now: datetime
) -> Use:
    """Enter bytes that are examined. Call it inside ``kept_if_done``."""
    found = _writable(visit, actor)
    if indicator not in {leaf.key for leaf in leaves_of(found.member.cycle)}:
        raise EvaluationError("没有这项指标，照片没有收下。")
    mark, _ = found.marks.get_or_create(
        indicator=indicator, defaults={"updated_at": now, "updated_by_id": actor.user_id}
    )
    room = found.member.cycle.owner
    file, _ = evidence.add_stored(organisation=room, stored=stored, actor=actor, now=now)
    use = evidence.let_prove(file=file, kind=queries.PHOTO, subject_id=mark.pk, by=actor, at=now)
    if queries.photos_of(found).filter(subject_id=mark.pk).count() > MOST_PHOTOS:
        raise EvaluationError(f"一项指标最多 {MOST_PHOTOS} 张照片。")
    _say(found, "附上一份现场材料：")
    return use


@op("evaluation.visit.unphoto")
def remove_photo(*, visit: Visit, use: Use, actor: Actor, now: datetime) -> None:
    """It is in the province's file room all the same."""
    found = _writable(visit, actor)
    evidence.end_use(use=use, at=now)
    _say(found, "取下一份现场材料：")


@op("evaluation.visit.submit")
def submit_visit(*, visit: Visit, actor: Actor, now: datetime) -> Visit:
    """The university's leader is asked to confirm it."""
    found = _writable(visit, actor)
    missing = queries.visit_lacks(found)
    if missing:
        raise LackingError(missing)
    _move(found, "submit", actor)
    found.submitted_at, found.submitted_by_id = now, actor.user_id
    found.save(update_fields=["state", "submitted_at", "submitted_by"])
    leaders = people_with(
        {Role.UNIVERSITY_LEADER}, [found.member.organisation.path], local_day(now)
    )
    told = "可以写下不同意见"
    _tell(found, leaders, "请确认抽查记录", told, f"submitted:{now.isoformat()}", now)
    _say(found, "提交抽查记录：")
    return found


@op("evaluation.visit.return")
def return_visit(*, visit: Visit, reason: str, actor: Actor, now: datetime) -> Visit:
    """By the province: to be completed, or looked at again by the same or by others."""
    found = _of_the_spot(visit)
    _move(found, "return", actor, reason)
    found.save(update_fields=["state"])
    who = list(found.inspectors.values_list("user_id", flat=True))
    _tell(found, who, "抽查记录退回补充", reason.strip(), f"return:{now.isoformat()}", now)
    _say(found, "退回抽查记录：", 理由=reason.strip())
    return found


@op("evaluation.visit.confirm")
def confirm_visit(*, visit: Visit, reply: str, actor: Actor, now: datetime) -> Visit:
    """By the university's leader, who may write what the university sees differently."""
    found = _of_the_spot(visit)
    _move(found, "confirm", actor)
    found.reply, found.confirmed_at, found.confirmed_by_id = (
        reply.strip()[:REPLY],
        now,
        actor.user_id,
    )
    found.save(update_fields=["state", "reply", "confirmed_at", "confirmed_by"])
    staff = people_with(PROVINCE_STAFF, [found.member.cycle.owner.path], local_day(now))
    title = f"{found.member.organisation.name}确认了抽查记录"
    told = "写了不同意见" if found.reply else "没有不同意见"
    _tell(found, staff, title, told, f"confirmed:{now.isoformat()}", now)
    _say(found, "确认抽查记录：", 学校意见=found.reply)
    return found
