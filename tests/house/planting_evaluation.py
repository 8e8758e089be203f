"""An evaluation at each of its stages, with the parts of two universities in every one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from tests import factories
from tests.assessment.evaluation.schemes import small, with_panel
from tests.house.markers import Markers
from tests.house.planting import Plot
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.logic.charter import plain
from wangyu.assessment.evaluation.logic.concluding import Outcome, conclude
from wangyu.assessment.evaluation.logic.concluding.case import Case, Unit
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.models import (
    Answer,
    Check,
    CheckMark,
    Conclusion,
    ConclusionRow,
    Cycle,
    CycleStep,
    Draw,
    DrawStep,
    Expert,
    Frozen,
    Inspector,
    Member,
    MemberStep,
    Objection,
    Problem,
    ProblemStep,
    Rating,
    RatingMark,
    Scheme,
    Verdict,
    VerdictChange,
    Version,
    Visit,
    VisitMark,
    Witness,
)
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.points import ANSWER
from wangyu.assessment.evaluation.queries.visits import PHOTO
from wangyu.base.core import files
from wangyu.base.core.files.store import store_bytes
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.models import User
from wangyu.records.evidence.models import File, Use
from wangyu.records.ledger.enums import Source, WindowState
from wangyu.records.ledger.models import Entry, Fact, Sheet, Window

STATES = {
    "cycle": "self_check", "mutual_cycle": "mutual", "spot_cycle": "spot",
    "concluding_cycle": "concluding", "noticed_cycle": "noticed", "released_cycle": "released",
}  # fmt: skip
PANELED = "impact"
WITNESS = "witness-link-of-the-world"


def plant_cycles(
    province: Organisation, officer: User, marks: Markers, now: datetime
) -> dict[str, Any]:
    """A round in every state, a draft that only the province knows of, and what they go by."""

    def text(name: str) -> str:
        return marks.text("province", f"evaluation.{name}")

    scheme = Scheme.objects.create(owner=province, title=text("Scheme.title"), created_at=now)
    facts = {"data": small(), "changed_at": now, "made_at": now}
    version = Version.objects.create(
        scheme=scheme, number=1, state="published", published_at=now, sha256="1" * 64, **facts
    )
    draft = Version.objects.create(
        scheme=scheme, number=2, sha256="2" * 64, note=text("Version.note"), **facts
    )
    facts = {
        "owner": province, "form": "full", "version": version, "created_at": now, "changed_at": now,
        "charter": plain(charters()["two_years"]), "first_year": 2024, "last_year": 2025,
        "due_at": now + timedelta(days=9), "notice_until": now + timedelta(days=9),
    }  # fmt: skip
    made = {
        name: Cycle.objects.create(
            title=f"{CYCLE.states[state].staff_label}中的评价", state=state, **facts
        )
        for name, state in STATES.items()
    }
    CycleStep.objects.create(
        cycle=made["cycle"], verb="begin", by=officer, at=now, reason=text("CycleStep.reason")
    )
    secret = {name: text(f"Cycle.{name}") for name in ("title", "guide")}
    made["draft_cycle"] = Cycle.objects.create(**secret, **facts)
    draw = Draw.objects.create(
        cycle=made["mutual_cycle"], size=1, state="committing", published_at=now
    )
    DrawStep.objects.create(
        draw=draw, verb="redo", at=now, reason=text("DrawStep.reason"),
        kept={"frame_sha256": "4" * 64, "witnesses": []},
    )  # fmt: skip
    witness = Witness.objects.create(
        draw=draw, name=text("Witness.name"), token_hash=hash_of(WITNESS)
    )
    expert = plant_panel(made["concluding_cycle"], officer, text, now)
    conclusion = plant_conclusion(made["released_cycle"], text, now)
    noticed = plant_conclusion(made["noticed_cycle"], lambda _: "", now)
    names = {name: cycle.pk for name, cycle in made.items()}
    return names | {
        "scheme": scheme.pk, "version": version.pk, "draft_version": draft.pk, "draw": draw.pk,
        "witness": witness.pk, "witness_token": WITNESS, "conclusion": conclusion.pk,
        "noticed_conclusion": noticed.pk, "expert": expert.pk,
    }  # fmt: skip


def plant_panel(cycle: Cycle, officer: User, text: Any, now: datetime) -> Expert:
    """The round before the meeting has a panel; the province's officer sits on it."""
    scheme = Scheme.objects.create(owner=cycle.owner, title="有专家评分的方案", created_at=now)
    cycle.version = Version.objects.create(
        scheme=scheme, number=1, state="published", published_at=now, sha256="3" * 64,
        data=with_panel(), changed_at=now, made_at=now,
    )  # fmt: skip
    cycle.charter = plain(replace(charters()["two_years"], panel_least=1))
    cycle.save()
    return Expert.objects.create(
        cycle=cycle, user=officer, due_at=now + timedelta(days=9), created_at=now,
        reason=text("Expert.reason"),
    )  # fmt: skip


def planted_outcome() -> Outcome:
    """Two universities of which nothing is known: what a planted conclusion records and recomputes."""
    scheme, charter = read_scheme(small(), "小方案"), charters()["two_years"]
    units = tuple(Unit(f"U{n}", "", "本科·公办", "") for n in (1, 2))
    return conclude(Case(scheme, charter, ("Y2024", "Y2025"), units, (), (), 1))


def plant_conclusion(cycle: Cycle, text: Any, now: datetime) -> Conclusion:
    data = bundle.whole(planted_outcome(), bundle.About(cycle.title, 1, "", "0", {}))
    return Conclusion.objects.create(
        cycle=cycle, number=1, reason=text("Conclusion.reason"), bundle_name=store_bytes(data),
        sha256=hashlib.sha256(data).hexdigest(), made_at=now,
    )  # fmt: skip


def plant_evaluation(plot: Plot, cycles: dict[str, Any], inspector: User) -> dict[str, Any]:
    """One university's part in every round; a department has none."""
    if plot.org.tier != Tier.UNIVERSITY:
        return {}
    parts = {name: part_of(cycles[name], plot.org, name) for name in STATES}
    made = plant_self_check(plot, parts["cycle"])
    made |= plant_checks(plot, parts["mutual_cycle"], cycles["mutual_cycle"])
    made |= plant_visit(plot, parts["spot_cycle"], inspector)
    made |= plant_rating(plot, parts["concluding_cycle"])
    made |= plant_verdict(plot, parts, cycles)
    made |= plant_problem(plot, parts["released_cycle"])
    names = {name.replace("cycle", "member"): part.pk for name, part in parts.items()}
    return made | names


def part_of(cycle: int, org: Organisation, name: str) -> Member:
    facts = {
        "level": "本科", "ownership": "公办", "city": f"{org.name}所在市", "revision": 1,
        "state": "filling" if name == "cycle" else "signed",
    }  # fmt: skip
    return Member.objects.get_or_create(cycle_id=cycle, organisation=org, defaults=facts)[0]


def asked_leaf(member: Member) -> str:
    """An indicator whose value the university gives itself."""
    leaves = scheme_of(member.cycle.version).leaves
    return next(leaf.key for leaf in leaves if len(leaf.asked) == 1)


def plant_self_check(plot: Plot, member: Member) -> dict[str, Any]:
    """Signed once, returned with a reason, and being filled in again."""
    value = plot.numbers(Answer, "values")["values"]
    answer = Answer.objects.create(
        member=member, indicator=asked_leaf(member), updated_at=plot.now, values=[str(value)],
        **plot.text(Answer, "words"),
    )  # fmt: skip
    Frozen.objects.create(
        member=member, revision=1, measure="fact.group_meetings", period_key="Y2025",
        state="reported", **plot.text(Frozen, "source"), **plot.numbers(Frozen, "value"),
    )  # fmt: skip
    MemberStep.objects.create(
        member=member, verb="return", at=plot.now, **plot.text(MemberStep, "reason")
    )
    return {"answer": answer.pk}


def plant_checks(plot: Plot, member: Member, cycle: int) -> dict[str, Any]:
    """It checks the other university."""
    others = Organisation.objects.filter(tier=Tier.UNIVERSITY).exclude(pk=plot.org.pk)
    other = part_of(cycle, others.get(), "mutual_cycle")
    check = Check.objects.create(
        checker=member, checked=other, due_at=plot.now + timedelta(days=9), created_at=plot.now,
        **plot.text(Check, "reason", "conflict"),
    )  # fmt: skip
    CheckMark.objects.create(
        check_of=check, indicator=asked_leaf(member), updated_at=plot.now,
        **plot.text(CheckMark, "words", "place"), **plot.numbers(CheckMark, "points"),
    )  # fmt: skip
    return {"check_of": check.pk, "checked_use": plant_figure(plot, other).pk}


def plant_figure(plot: Plot, member: Member) -> Use:
    """What the other university froze stands on a figure of its ledger that a paper proves.

    Its checker reads both, and nothing else of that ledger: fields of the relation have a place of
    their own (see ``world.REACH``).
    """
    org = member.organisation
    fact = Fact.objects.create(
        organisation=org, key="group_meetings", period_key="Y2025", version=1, at=plot.now,
        source=Source.TYPED, entry=plant_entry(org, plot.now),
        note=plot.marks.text("checked", "ledger.Fact.note"), **plot.numbers(Fact, "value"),
    )  # fmt: skip
    Frozen.objects.create(
        member=member, revision=1, measure="fact.group_meetings", period_key="Y2025",
        state="verified", ref=f"ledger.fact:{fact.pk}",
        value=plot.marks.number("checked", "evaluation.Frozen.value"),
        source=plot.marks.text("checked", "evaluation.Frozen.source"),
    )  # fmt: skip
    use = plant_use(f"账本{plot.place}", org, "ledger.entry", fact.entry_id or 0, plot.now)
    names = ("title", "original_name")
    told = {name: plot.marks.text("checked", f"evidence.File.{name}") for name in names}
    File.objects.filter(pk=use.file_id).update(**told)
    Use.objects.filter(pk=use.pk).update(note=plot.marks.text("checked", "evidence.Use.note"))
    plant_proof(plot, member)
    return use


def plant_entry(org: Organisation, now: datetime) -> Entry:
    """A figure on a sheet of last year's window."""
    window = Window.objects.get_or_create(
        title="上年填报", period_key="Y2024",
        defaults={
            "owner": org.parent, "pack": "hunan-2021-07", "opens_at": now, "due_at": now,
            "created_at": now, "state": WindowState.CLOSED,
        },
    )[0]  # fmt: skip
    sheet = Sheet.objects.create(window=window, organisation=org)
    return Entry.objects.create(
        sheet=sheet, key="group_meetings", source=Source.TYPED, updated_at=now
    )


def plant_proof(plot: Plot, member: Member) -> Use:
    """Attached to what the other university says: its checker opens it."""
    answer, _ = Answer.objects.get_or_create(member=member, indicator=asked_leaf(member))
    return plant_use(f"互查{plot.place}", member.organisation, ANSWER, answer.pk, plot.now)


def plant_use(words: str, org: Organisation, kind: str, pk: int, now: datetime) -> Use:
    stored = files.store(ContentFile(words.encode(), "proof.txt"), limit_mb=1)
    file = File.objects.create(
        organisation=org, title="评价的佐证", original_name="proof.txt", sha256=stored.sha256,
        stored_name=stored.name, preview_name=stored.name, size=stored.size,
        media_type=stored.media_type, uploaded_at=now,
    )  # fmt: skip
    return Use.objects.create(file=file, subject_kind=kind, subject_id=pk, added_at=now)


def plant_visit(plot: Plot, member: Member, inspector: User) -> dict[str, Any]:
    visit = Visit.objects.create(
        member=member, created_at=plot.now, **plot.text(Visit, "why", "reply")
    )
    Inspector.objects.create(visit=visit, user=inspector)
    mark = VisitMark.objects.create(
        visit=visit, indicator=asked_leaf(member), updated_at=plot.now,
        **plot.text(VisitMark, "words", "place"), **plot.numbers(VisitMark, "points"),
    )  # fmt: skip
    use = plant_use(f"抽查{plot.place}", member.cycle.owner, PHOTO, mark.pk, plot.now)
    return {"visit": visit.pk, "visit_use": use.pk}


def plant_rating(plot: Plot, member: Member) -> dict[str, Any]:
    expert = Expert.objects.filter(cycle=member.cycle_id).earliest("pk")
    rating = Rating.objects.create(expert=expert, member=member)
    RatingMark.objects.create(
        rating=rating, indicator=PANELED, updated_at=plot.now,
        **plot.text(RatingMark, "words", "place"), **plot.numbers(RatingMark, "points"),
    )  # fmt: skip
    answer = Answer.objects.create(member=member, indicator=PANELED)
    use = plant_use(f"评分{plot.place}", member.organisation, ANSWER, answer.pk, plot.now)
    recused = plant_recused(plot, member, expert)
    return {"rating": rating.pk, "rating_use": use.pk, "recused_rating": recused.pk}


def plant_recused(plot: Plot, member: Member, expert: Expert) -> Rating:
    """Somebody else on the panel, who rates nobody here."""
    aside = Expert.objects.filter(cycle=member.cycle_id).exclude(pk=expert.pk).first()
    if aside is None:
        who = factories.officer(Role.PROVINCE_OFFICER, member.cycle.owner)
        facts = {"due_at": expert.due_at, "created_at": plot.now, "state": "submitted"}
        aside = Expert.objects.create(cycle=member.cycle, user=who, **facts)
    return Rating.objects.create(expert=aside, member=member, **plot.text(Rating, "recused"))


def plant_verdict(plot: Plot, parts: dict[str, Member], cycles: dict[str, Any]) -> dict[str, Any]:
    for name in ("concluding_cycle", "noticed_cycle"):
        Verdict.objects.create(
            member=parts[name], grade="passed", updated_at=plot.now, **plot.text(Verdict, "reason")
        )
    VerdictChange.objects.create(
        member=parts["concluding_cycle"], before="", after="passed", at=plot.now,
        **plot.text(VerdictChange, "reason"),
    )  # fmt: skip
    row = ConclusionRow.objects.filter(conclusion_id=cycles["conclusion"]).count()
    line = planted_outcome().line(row)
    ConclusionRow.objects.create(
        conclusion_id=cycles["conclusion"], member=parts["released_cycle"], grade="passed",
        scores=line, **plot.text(ConclusionRow, "reason"),
    )  # fmt: skip
    ConclusionRow.objects.create(
        conclusion_id=cycles["noticed_conclusion"], member=parts["noticed_cycle"], grade="passed",
        scores=line,
    )  # fmt: skip
    objection = Objection.objects.create(
        member=parts["noticed_cycle"],
        at=plot.now,
        **plot.text(Objection, "words", "answer"),
        **plot.numbers(Objection, "points"),
    )
    return {"objection_to": objection.pk}


def plant_problem(plot: Plot, member: Member) -> dict[str, Any]:
    problem = Problem.objects.create(
        member=member, found_at=plot.now,
        **plot.text(Problem, "words", "measure", "responsible", "outcome"),
    )  # fmt: skip
    ProblemStep.objects.create(
        problem=problem, verb="plan", at=plot.now, **plot.text(ProblemStep, "reason")
    )
    return {"problem": problem.pk}
