"""A draw anybody can repeat: framed and published, committed to, revealed, drawn; or begun anew."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime
from typing import Any

from wangyu.assessment.evaluation.logic.drawing import check_frame
from wangyu.assessment.evaluation.logic.drawing.document import document
from wangyu.assessment.evaluation.logic.drawing.marks import plain
from wangyu.assessment.evaluation.logic.drawing.witnesses import commitment_of
from wangyu.assessment.evaluation.logic.flow import DRAW
from wangyu.assessment.evaluation.models import Cycle, Draw, DrawStep, Witness
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import draws as queries
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.given import WrongInput
from wangyu.institutions.people.logic.links import hash_of

FEWEST, NAME, REASON = 2, 60, 500
HASH = re.compile("[0-9a-f]{64}")


@op("evaluation.witness.name")
def name_witness(*, cycle: Cycle, name: str, actor: Actor, now: datetime) -> tuple[Witness, str]:
    """A witness, and the token of the link by which they commit and reveal (shown once)."""
    found = locked(cycle)
    charter = charter_of(found)
    if found.state != "mutual" or not charter.spot_size:
        raise EvaluationError("抽签在互查期间准备，且评价的办法要有抽查。")
    draw, _ = Draw.objects.get_or_create(
        cycle=found, defaults={"size": charter.spot_size, "strata": list(charter.strata)}
    )
    _require_framing(queries.locked_draw(draw))
    plain_name = plain(name).strip()[:NAME]
    if not plain_name or "=" in plain_name:
        raise EvaluationError("请写见证人的姓名或代号，里面不能有等号。")
    if draw.witnesses.filter(name=plain_name).exists():
        raise EvaluationError("这位见证人已经在名单里；链接丢了可以换发。")
    token = secrets.token_urlsafe(24)
    made = Witness.objects.create(draw=draw, name=plain_name, token_hash=hash_of(token))
    _say(draw, "添加一名见证人", 姓名=plain_name)
    return made, token


@op("evaluation.witness.renew")
def renew_witness(*, witness: Witness, actor: Actor, now: datetime) -> str:
    """Another link; the old one ends. What was committed stays."""
    draw = queries.locked_draw(witness.draw)
    if draw.state == "drawn":
        raise EvaluationError("已经抽定，不再需要见证人的链接。")
    token = secrets.token_urlsafe(24)
    Witness.objects.filter(pk=witness.pk).update(token_hash=hash_of(token))
    _say(draw, "换发见证人的链接")
    return token


@op("evaluation.witness.remove")
def remove_witness(*, witness: Witness, actor: Actor, now: datetime) -> None:
    draw = queries.locked_draw(witness.draw)
    _require_framing(draw)
    Witness.objects.filter(pk=witness.pk).delete()
    _say(draw, "移除一名见证人", 姓名=witness.name)


def _require_framing(draw: Draw) -> None:
    if draw.state != "framing":
        raise EvaluationError("名单已经公布，见证人不能再增减；需要更换，请作废重来。")


def _say(draw: Draw, sentence: str, **private: str) -> None:
    say(f"{named(draw)}：{sentence}", target=draw, org_path=draw.cycle.owner.path, private=private)


def _step(
    draw: Draw, verb: str, actor: Actor, now: datetime, reason: str = "", **kept: Any
) -> Draw:
    """One move of a draw that is locked, for everybody to see."""
    edge = DRAW.take(draw.state, verb, actor.roles_at(draw.cycle.owner.path), reason=reason)
    draw.state = edge.target
    DrawStep.objects.create(
        draw=draw, verb=verb, reason=reason.strip()[:REASON], kept=kept, by_id=actor.user_id, at=now
    )
    return draw


@op("evaluation.draw.publish")
def publish_draw(*, draw: Draw, size: int, actor: Actor, now: datetime) -> Draw:
    """Frame and way are fixed and shown before anybody can know the seed."""
    found = queries.locked_draw(draw)
    _step(found, "publish", actor, now)
    if found.witnesses.count() < FEWEST:
        raise EvaluationError(f"至少要有 {FEWEST} 名见证人，谁都不能单独决定抽到谁。")
    rows = queries.frame_rows(found.cycle)
    frame = queries.frame_of(rows, found.strata)
    try:
        check_frame(frame, size)
    except WrongInput as error:
        raise EvaluationError(str(error)) from error
    found.frame, found.size, found.published_at = rows, size, now
    found.frame_sha256 = frame.digest().hex()
    found.save()
    _say(found, f"公布名单 {len(rows)} 所，抽 {size} 所，名单指纹 {found.frame_sha256}")
    return found


@op("evaluation.draw.commit")
def commit(*, witness: Witness, commitment: str, actor: Actor, now: datetime) -> Witness:
    """By a link of the witness's own: the hash of a value that nobody else knows. It binds."""
    draw = queries.locked_draw(witness.draw)
    found = draw.witnesses.get(pk=witness.pk)
    if draw.state != "committing":
        raise EvaluationError("现在不是提交指纹的时候。")
    if found.commitment:
        raise EvaluationError("您已经提交过指纹，不能再改；需要更换，请省中心作废重来。")
    said = commitment.strip().lower()
    if not HASH.fullmatch(said):
        raise EvaluationError(
            "指纹应为 64 个十六进制数字，由网页或 wangyu compute draw --commit 算出。"
        )
    if draw.witnesses.filter(commitment=said).exists():
        raise EvaluationError("这个指纹别人已经提交了，应各出各的值。")
    found.commitment, found.committed_at = said, now
    found.save(update_fields=["commitment", "committed_at"])
    _say(draw, "一名见证人提交指纹")
    return found


@op("evaluation.draw.reveal")
def begin_reveal(*, draw: Draw, actor: Actor, now: datetime) -> Draw:
    found = queries.locked_draw(draw)
    _step(found, "reveal", actor, now)
    left = found.witnesses.filter(commitment="").count()
    if left:
        raise EvaluationError(f"还有 {left} 名见证人没有提交指纹，都提交以后才能公开原值。")
    found.save(update_fields=["state"])
    _say(found, "见证人开始公开原值")
    return found


@op("evaluation.draw.tell")
def reveal(*, witness: Witness, value: str, actor: Actor, now: datetime) -> Witness:
    """The value behind a commitment; from now on everybody sees it."""
    draw = queries.locked_draw(witness.draw)
    found = draw.witnesses.get(pk=witness.pk)
    if draw.state != "revealing":
        raise EvaluationError("现在不是公开原值的时候。")
    if found.value:
        raise EvaluationError("您已经公开过原值。")
    try:
        said = commitment_of(value, "您填的值")
    except WrongInput as error:
        raise EvaluationError(str(error)) from error
    if not hmac.compare_digest(said, found.commitment):
        raise EvaluationError("与您提交的指纹不符，应为当时的那个值，一字不差。")
    found.value, found.revealed_at = plain(value), now
    found.save(update_fields=["value", "revealed_at"])
    _say(draw, "一名见证人公开原值，与指纹相符")
    return found


@op("evaluation.draw.draw")
def draw_now(*, draw: Draw, actor: Actor, now: datetime) -> Draw:
    """Who is visited follows from what is published; nobody chooses."""
    found = queries.locked_draw(draw)
    _step(found, "draw", actor, now)
    left = found.witnesses.filter(value="").count()
    if left:
        raise EvaluationError(f"还有 {left} 名见证人没有公开原值；都公开以后才能抽，或者作废重来。")
    frame = queries.frame_of(found.frame, found.strata)
    found.result = document(frame, found.size, *queries.told_by(found))
    found.drawn_at = now
    found.save(update_fields=["state", "result", "drawn_at"])
    _say(found, f"抽定 {found.size} 所，种子指纹 {found.result['seed_sha256']}")
    return found


@op("evaluation.draw.redo")
def redo_draw(*, draw: Draw, reason: str, actor: Actor, now: datetime) -> Draw:
    """Begun anew; what is thrown away, and why, stays to be seen by everybody."""
    found = queries.locked_draw(draw)
    witnesses = list(found.witnesses.values("name", "commitment", "value"))
    kept = {"frame_sha256": found.frame_sha256, "witnesses": witnesses}
    _step(found, "redo", actor, now, reason, **kept)
    found.witnesses.update(commitment="", committed_at=None, value="", revealed_at=None)
    found.frame, found.frame_sha256, found.published_at = [], "", None
    found.save()
    _say(found, "作废重来", 理由=reason.strip())
    return found
