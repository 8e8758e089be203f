"""What stands on the page of a review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from wangyu.activities.calls.access import reviewing as access
from wangyu.activities.calls.forms.reviewing import RemarkForm, SchoolConflictForm
from wangyu.activities.calls.logic.due import due_words
from wangyu.activities.calls.logic.edition import Criterion
from wangyu.activities.calls.logic.flow import GIVEN_BACK, REVIEW
from wangyu.activities.calls.logic.opening import PDF, opened_at, place_of
from wangyu.activities.calls.logic.scoring import lacks
from wangyu.activities.calls.models import BlindPiece, Entry, Panelist, Review
from wangyu.activities.calls.ops.reviewing import criteria_of
from wangyu.activities.calls.queries import reviewing as queries
from wangyu.activities.calls.queries import rules_of
from wangyu.activities.calls.web.entries import kind_of, measured_note
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time


def address(code: str) -> str:
    return reverse("calls:review", args=[code])


def panel_of(actor: Actor, panelist: Panelist, now: datetime) -> dict[str, Any]:
    """How far somebody is in one call, and whether they may still name universities to avoid."""
    mine = access.visible_my_reviews(actor).filter(panelist=panelist)
    total, done = mine.count(), mine.filter(state="done").count()
    return {
        "panelist": panelist, "total": total, "done": done,
        "label": f"已提交 {done} / {total}",
        "due": due_words(panelist.call.review_due_at, now) if done < total else "",
        "conflicts": queries.conflicts_of(panelist).filter(entry=None),
        "form": None if panelist.reviews.exists() else SchoolConflictForm(
            schools=queries.schools_of(panelist.call), auto_id=f"panel-{panelist.pk}-%s"
        ),
    }  # fmt: skip


def page_of(review: Review) -> dict[str, Any]:
    entry, criteria = review.entry, criteria_of(review)
    edition, copy = rules_of(entry.call), entry.blind
    open_ = (
        review.state in queries.TO_DO
        and entry.state == "in_review"
        and entry.call.state == "review"
    )
    pieces = list(queries.pieces_of(review))
    done, of = queries.progress_of(entry)
    fields = [one for one in edition.fields_of(entry.track) if one.blind]
    return {
        "review": review, "code": copy.code, "copy": copy, "track": edition.track(entry.track),
        "call": entry.call, "state": REVIEW.states[review.state], "open": open_,
        "answers": [(one.title, copy.answers.get(one.key, "")) for one in fields],
        "pieces": [_piece(one, title) for one, title in titled(review, pieces)],
        "rubric": rubric_of(criteria, review), "missing": lacks(criteria, review.scores, review.reasons),
        "filled": sum(1 for one in criteria if one.key in review.scores), "of": len(criteria),
        "remarks": [_remark(one, review) for one in queries.remarks_of(review)],
        "remark_form": RemarkForm(pieces=titled(review, pieces), auto_id="remark-%s") if open_ else None,
        "panel_done": done, "panel_of": of, "talk": talk_of(review), "asked": _asked(review),
        "may_leave": review.state in queries.TO_DO,
    }  # fmt: skip


def _asked(review: Review) -> Any:
    """Why it was given back, while it is open."""
    last = review.steps.filter(verb__in=GIVEN_BACK).last()
    return last if review.state == "scoring" else None


def titled(review: Review, pieces: list[BlindPiece]) -> list[tuple[BlindPiece, str]]:
    """Each file by the title of its slot and its place in it: never by the name it came with."""
    entry = review.entry
    rules = {
        one.key: one.title for one in rules_of(entry.call).files_of(entry.track, entry.subtype)
    }
    several = {one.slot for one in pieces if one.position > 1}
    return [
        (one, rules.get(one.slot, "文件") + (f" {one.position}" if one.slot in several else ""))
        for one in pieces
    ]


def _piece(piece: BlindPiece, title: str) -> dict[str, Any]:
    return {
        "piece": piece, "title": title, "kind": kind_of(piece),
        "note": measured_note(piece.size, piece.measured), "leafed": piece.media_type == PDF,
    }  # fmt: skip


def _remark(remark: Any, review: Review) -> dict[str, Any]:
    """With where it belongs: a page, or a moment to jump to."""
    piece = remark.piece
    if piece is None:
        return {"remark": remark, "where": place_of("", "", remark.at) or "整件作品"}
    timed = kind_of(piece) in {"video", "audio"}
    beside = "" if timed or not piece.stored_name else opened_at(piece.media_type, remark.at)
    at = [review.entry.blind.code, piece.slot, piece.position]
    return {
        "remark": remark, "where": place_of(_title_of(review, piece), piece.media_type, remark.at),
        "jump": f"{piece.slot}-{piece.position}", "at": remark.at, "timed": timed,
        "href": reverse("calls:review_piece", args=at) + beside if beside else "",
    }  # fmt: skip


def _title_of(review: Review, piece: BlindPiece) -> str:
    pieces = list(queries.pieces_of(review))
    return {one.pk: title for one, title in titled(review, pieces)}[piece.pk]


def rubric_of(criteria: tuple[Criterion, ...], review: Review) -> list[dict[str, Any]]:
    return [
        {
            "criterion": one, "why": review.reasons.get(one.key, ""),
            "ends": f"1 {len(one.levels)}",
            "levels": [
                {"level": at, "text": text, "chosen": review.scores.get(one.key) == at}
                for at, text in enumerate(one.levels, start=1)
            ],
        }
        for one in criteria
    ]  # fmt: skip


def state_of(review: Review) -> dict[str, Any]:
    """What the script is told after each save."""
    criteria = criteria_of(review)
    missing = lacks(criteria, review.scores, review.reasons)
    return {
        "version": review.version, "filled": sum(1 for one in criteria if one.key in review.scores),
        "missing": [{"key": one.where, "message": one.sentence} for one in missing],
    }  # fmt: skip


def talk_of(review: Review) -> dict[str, Any] | None:
    """What the others judged, and what is said about it: without names, once all have scored."""
    if review.state != "done" or not queries.all_done(review.entry):
        return None
    names = queries.aliases_of(review.entry)
    return {
        "judged": judged(review.entry, names, mine=review.pk),
        "messages": [
            {
                "who": names.get(one.review_id, "已退出的评审"), "mine": one.review_id == review.pk,
                "text": one.text, "when": show_time(one.at),
            }
            for one in queries.messages_of(review.entry)
        ],
    }  # fmt: skip


def judged(entry: Entry, names: dict[int, str], *, mine: int = 0) -> list[dict[str, Any]]:
    """Scores and reasons of everybody who has handed in."""
    criteria = rules_of(entry.call).criteria_of(entry.track)
    rows = queries.active_reviews(entry).filter(state="done")
    found = [
        {
            "who": names[one.pk], "mine": one.pk == mine, "opinion": one.opinion,
            "scores": [
                (c.title, one.scores.get(c.key), len(c.levels), one.reasons.get(c.key, ""))
                for c in criteria
            ],
        }
        for one in rows
    ]  # fmt: skip
    order = list(names.values())
    return sorted(found, key=lambda one: order.index(str(one["who"])))
