"""Making blind copies: the machine strips and points, a person looks at every place and freezes."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from wangyu.activities.calls import queries
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.logic.blinding.codes import code
from wangyu.activities.calls.logic.blinding.masking import MOST_FOUND
from wangyu.activities.calls.logic.blinding.words import find
from wangyu.activities.calls.logic.blinding.words import masked as masked_text
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Call, Entry, Finding
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.ops.proofs import CHANGED, Masked, Proof, masked, proved, touched
from wangyu.activities.calls.ops.stripping import Made, Spot, blinded
from wangyu.activities.calls.queries import blinding
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import files, jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.files.store import Upload
from wangyu.base.core.models import Job

KIND = "calls.blind"
BROUGHT = "人工换上的文件"
FROZEN = "匿名副本已经冻结；要改，请先解冻。"
TROUBLE = "系统打不开这个文件，没有能去除其中的身份信息；请换一份遮盖好的文件，或把作品退回作者。"
REVISED = "作品刚才又改过，没有生成它的匿名副本；请再生成一次。"
STALE = "作品在副本生成以后又交过一次，请重新生成。"
CROWDED = (
    f"可能泄露身份的文字超过 {MOST_FOUND} 处，列不完；请换一份遮盖好的文件，或把作品退回作者。"
)
BY_HAND = "这里的文字不能由系统遮盖；请换一份遮盖好的文件，或把作品退回作者。"
NONE_READY = "选中的都不能冻结：还有没处理的地方、要换的文件，或作品又交过。请点开逐件办理。"


@op("calls.blind.start")
def start_blinding(*, call: Call, actor: Actor, now: datetime) -> Job:
    """All works of a call that have no copy yet, or an outdated one."""
    if not blinding.to_blind(call).exists():
        raise EntryError("没有需要生成匿名副本的作品：形式审查通过的都已经有了。")
    say(f"开始为征集{named(call)}生成匿名副本", target=call, org_path=call.owner.path)
    return jobs.start(
        KIND, actor=actor, payload={"call": call.pk}, key=f"{KIND}:{call.pk}", now=now
    )


@files.kept_if_done()
def make_copy(*, entry: Entry, roster: Iterable[str], actor: Actor, now: datetime) -> BlindCopy:
    """Strip every file, look for names, and keep what was found."""
    known = blinding.known_words(entry) | set(roster)
    made = [
        blinded(files.path_of(one.stored_name), one, known=known)
        for one in blinding.shown_pieces(entry)
    ]
    return keep_copy(entry=entry, made=made, known=known, actor=actor, now=now)


@op("calls.blind.make")
def keep_copy(
    *, entry: Entry, made: Sequence[Made], known: Collection[str], actor: Actor, now: datetime
) -> BlindCopy:
    """Of the files and the revision that were looked at. Call it inside ``kept_if_done``."""
    found = queries.locked(entry)
    sources = [one.stored_name for one in blinding.shown_pieces(found)]
    if found.revision != entry.revision or sources != [one.source for one in made]:
        raise EntryError(REVISED)
    facts = {
        "revision": found.revision, "title": found.title, "answers": blinding.shown_answers(found),
        "made_at": now, "frozen_at": None, "frozen_by": None,
    }  # fmt: skip
    copy, _ = BlindCopy.objects.update_or_create(
        entry=found, defaults=facts, create_defaults=facts | {"code": _new_code()}
    )
    for one in made:
        _keep_piece(copy, one, brought_name="")
    _drop_other_pieces(copy, made)
    ruled = {(f.place, f.words): f.ruling for f in copy.findings.all() if f.ruling != Ruling.OPEN}
    copy.findings.all().delete()
    spots = [
        Spot(place, one.words, one.around)
        for place, text in (("title", copy.title), *copy.answers.items())
        for one in find(text, known)
    ]
    _keep_findings(copy, [*spots, *(spot for one in made for spot in one.spots)], ruled)
    say(f"生成{named(found)}的匿名副本", target=found, org_path=found.call.owner.path)
    return copy


def _new_code() -> str:
    made = code(secrets.choice)
    return _new_code() if BlindCopy.objects.filter(code=made).exists() else made


def _keep_piece(copy: BlindCopy, one: Made, **more: str) -> BlindPiece:
    kept = one.stored
    facts = {
        "stored_name": kept.name if kept else "", "preview_name": kept.preview_name if kept else "",
        "sha256": kept.sha256 if kept else "", "size": kept.size if kept else 0,
        "media_type": kept.media_type if kept else one.media_type, "measured": one.measured,
        "stripped": one.stripped, "trouble": _trouble_of(one), **more,
    }  # fmt: skip
    made, _ = BlindPiece.objects.update_or_create(
        copy=copy, slot=one.slot, position=one.position, defaults=facts
    )
    return made


def _trouble_of(one: Made) -> str:
    if one.stored is None:
        return TROUBLE
    return CROWDED if one.more else ""


def _drop_other_pieces(copy: BlindCopy, made: Sequence[Made]) -> None:
    there = {(one.slot, one.position) for one in made}
    gone = [p.pk for p in copy.pieces.all() if (p.slot, p.position) not in there]
    BlindPiece.objects.filter(pk__in=gone).delete()


def _keep_findings(
    copy: BlindCopy, spots: Iterable[Spot], ruled: dict[tuple[str, str], str]
) -> None:
    for one in spots:
        Finding.objects.create(
            copy=copy, place=one.place, words=one.words, around=one.around, boxes=one.boxes,
            ruling=ruled.get((one.place, one.words), Ruling.OPEN),
        )  # fmt: skip
    _mask_texts(copy)


def _words_at(copy: BlindCopy, place: str) -> list[str]:
    rows = copy.findings.filter(ruling=Ruling.MASKED, place=place)
    return list(rows.values_list("words", flat=True))


def _mask_texts(copy: BlindCopy) -> None:
    """Title and answers, from what was handed in, as the rulings say now."""
    entry = copy.entry
    copy.title = masked_text(entry.title, _words_at(copy, "title"))[:120]
    shown = blinding.shown_answers(entry)
    copy.answers = {key: masked_text(text, _words_at(copy, key)) for key, text in shown.items()}
    copy.save(update_fields=["title", "answers"])


@files.kept_if_done()
def rule_findings(
    *, copy: BlindCopy, findings: Sequence[Finding], ruling: str, actor: Actor, now: datetime
) -> None:
    """Mask or keep; what is masked in a document is replaced in it at once."""
    _require_rulable(copy, findings, ruling)
    enter_rulings(
        copy=copy, findings=findings, ruling=ruling, made=masked(copy, findings, ruling),
        actor=actor, now=now,
    )  # fmt: skip


def _require_rulable(copy: BlindCopy, findings: Sequence[Finding], ruling: str) -> None:
    if copy.frozen_at:
        raise EntryError(FROZEN)
    if not findings:
        raise EntryError("没有可以这样处理的地方。")
    if ruling == Ruling.MASKED and not all(map(blinding.maskable_in(copy), findings)):
        raise EntryError(BY_HAND)


@op("calls.blind.rule")
def enter_rulings(
    *, copy: BlindCopy, findings: Sequence[Finding], ruling: str, made: Mapping[int, Masked],
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """``made``: by piece, the files as they are by these rulings. Call it inside ``kept_if_done``."""
    found = _open_copy(copy)
    _require_rulable(found, findings, ruling)
    rows = found.findings.filter(pk__in=[one.pk for one in findings])
    if rows.update(ruling=ruling, ruled_by_id=actor.user_id, ruled_at=now) != len(findings):
        raise EntryError(CHANGED)
    _mask_texts(found)
    for piece in touched(found, findings):
        _keep_masked(found, piece, made.get(piece.pk))
    word = Ruling(ruling).label
    text = f"{named(found.entry)}的匿名副本：{len(findings)} 处定为“{word}”"
    say(text, target=found.entry, org_path=found.entry.call.owner.path)


def _keep_masked(copy: BlindCopy, piece: BlindPiece, one: Masked | None) -> None:
    if one is None and blinding.source_of(piece) is None:
        raise EntryError(STALE)
    if one is None or not one.stands(piece):
        raise EntryError(CHANGED)
    made = one.made
    made.more = piece.trouble == CROWDED  # masking what is listed lists no more
    if piece.brought_name:
        made.stripped = [BROUGHT, *made.stripped]
    _keep_piece(copy, made)


def _open_copy(copy: BlindCopy) -> BlindCopy:
    found = blinding.locked_copy(copy)
    if found.frozen_at:
        raise EntryError(FROZEN)
    return found


@files.kept_if_done()
def replace_piece(*, piece: BlindPiece, upload: Upload, actor: Actor, now: datetime) -> None:
    """A file masked by hand instead; it is stripped and looked through like the first."""
    if blind_files.can_replace(piece.media_type) and not piece.trouble:
        raise EntryError("这个文件里的文字可以直接遮盖，不用换文件。")
    stored = files.store(upload, limit_mb=files.limit_mb(upload.name or ""))
    if stored.media_type != piece.media_type:
        raise EntryError("换上的文件应与原来的文件是同一种格式。")
    known = blinding.known_words(piece.copy.entry) | set(blinding.roster())
    made = blinded(files.path_of(stored.name), piece, known=known)
    files.remove(stored.preview_name)
    enter_replaced(piece=piece, made=made, brought=stored.name, actor=actor, now=now)


@op("calls.blind.replace")
def enter_replaced(
    *, piece: BlindPiece, made: Made, brought: str, actor: Actor, now: datetime
) -> None:
    """Call it inside ``kept_if_done``."""
    copy = _open_copy(piece.copy)
    if not copy.pieces.filter(pk=piece.pk, stored_name=piece.stored_name).exists():
        raise EntryError(CHANGED)
    made.stripped = [BROUGHT, *made.stripped]
    kept = _keep_piece(copy, made, brought_name=brought)
    blinding.findings_in(kept).delete()
    _keep_findings(copy, made.spots, {})
    text = f"{named(copy.entry)}的匿名副本换上一个人工遮盖的文件"
    say(text, target=copy.entry, org_path=copy.entry.call.owner.path)


def freeze_copy(*, copy: BlindCopy, actor: Actor, now: datetime) -> BlindCopy:
    """What reviewers will see, from now on the same for all of them."""
    _require_ready(copy)
    return enter_frozen(copy=copy, proof=proved(copy), actor=actor, now=now)


def _require_ready(copy: BlindCopy) -> None:
    if copy.frozen_at:
        raise EntryError(FROZEN)
    if left := copy.findings.filter(ruling=Ruling.OPEN).count():
        raise EntryError(f"还有 {left} 处没有处理，处理完才能冻结。")
    if copy.pieces.exclude(trouble="").exists():
        raise EntryError("还有文件没有能匿名，换上遮盖好的文件才能冻结。")
    if not blinding.is_current(copy.entry, copy):
        raise EntryError(STALE)


@op("calls.blind.freeze")
def enter_frozen(*, copy: BlindCopy, proof: Proof, actor: Actor, now: datetime) -> BlindCopy:
    """As it was proved, or not at all."""
    found = _open_copy(copy)
    _require_ready(found)
    if sentence := proof.doubt(found):
        raise EntryError(sentence)
    BlindCopy.objects.filter(pk=found.pk).update(frozen_at=now, frozen_by_id=actor.user_id)
    say(
        f"冻结{named(found.entry)}的匿名副本",
        target=found.entry,
        org_path=found.entry.call.owner.path,
    )
    found.frozen_at = now
    return found


def freeze_copies(*, call: Call, works: Collection[int], actor: Actor, now: datetime) -> int:
    """Of what was ticked, every copy in which nothing is open. The others stay as they are."""
    proofs = {one.pk: proved(one) for one in blinding.ready_copies(call, works)}
    return enter_frozen_many(call=call, works=works, proofs=proofs, actor=actor, now=now)


@op("calls.blind.freeze_many")
def enter_frozen_many(
    *, call: Call, works: Collection[int], proofs: Mapping[int, Proof], actor: Actor, now: datetime
) -> int:
    """Those that are as they were proved."""
    ready = list(blinding.ready_copies(call, works).select_for_update(of=("self",)))
    if not ready:
        raise EntryError(NONE_READY if works else "还没有选作品；请先勾选。")
    doubts = [proofs[one.pk].doubt(one) if one.pk in proofs else CHANGED for one in ready]
    found = [one for one, doubt in zip(ready, doubts, strict=True) if not doubt]
    if not found:
        raise EntryError(doubts[0])
    BlindCopy.objects.filter(pk__in=[one.pk for one in found]).update(
        frozen_at=now, frozen_by_id=actor.user_id
    )
    say(
        f"冻结征集{named(call)}的 {len(found)} 份匿名副本", target=call, org_path=call.owner.path,
        entries=[one.entry_id for one in found],
    )  # fmt: skip
    return len(found)


@op("calls.blind.thaw")
def thaw_copy(*, copy: BlindCopy, actor: Actor, now: datetime) -> BlindCopy:
    """Only before the review: what reviewers have seen does not change under them."""
    found = blinding.locked_copy(copy)
    if found.entry.state != "format_ok":
        raise EntryError("评审已经开始，匿名副本不能再改。")
    BlindCopy.objects.filter(pk=found.pk).update(frozen_at=None, frozen_by=None)
    say(
        f"解冻{named(found.entry)}的匿名副本",
        target=found.entry,
        org_path=found.entry.call.owner.path,
    )
    found.frozen_at = None
    return found
