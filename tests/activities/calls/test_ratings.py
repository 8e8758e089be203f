"""The file of a meeting's scores: anybody computes the standing of the page again from it."""

from __future__ import annotations

import csv
import io

import pytest

from tests.activities.calls import judging
from wangyu.activities.calls.models import BlindCopy, Review, Standing
from wangyu.activities.calls.ops import deciding
from wangyu.portal.compute.engines import ENGINES

pytestmark = pytest.mark.django_db


@pytest.fixture
def uneven(works):
    """Criteria that do not agree, and one reviewer who is hard on all."""
    for at, one in enumerate(Review.objects.order_by("pk")):
        hard = one.panelist.user.name == judging.REVIEWERS[2]
        one.scores = {
            key: max(1, min(5, level + (at + n) % 3 - 1 - hard))
            for n, (key, level) in enumerate(one.scores.items())
        }
        one.save()
    return works


@pytest.fixture
def taken(as_, officer_user, uneven, call, officer, now):
    """What is downloaded from the meeting of a call whose standing was computed."""
    deciding.compute_standings(call=call, actor=officer, now=now)
    answer = as_(officer_user).get(f"/calls/{call.pk}/meeting/ratings.csv?track={judging.TRACK}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    return answer.content


def recomputed(content, tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_bytes(content)
    answer = ENGINES["calibrate"].run({"file": str(file), "top": 10, "seed": 1})
    return {one["item"]: one for one in answer.document["items"]}


def test_the_standing_of_the_page_is_computed_again_from_the_file(taken, tmp_path):
    found = recomputed(taken, tmp_path)
    shown = {one.entry.blind.code: one for one in Standing.objects.select_related("entry__blind")}
    assert set(found) == set(shown)
    clipped = 0
    for code, row in found.items():
        for name, value in (
            ("mean", row["raw"]), ("score", row["calibrated"]), ("low", row["low"]),
            ("high", row["high"]),
        ):  # fmt: skip
            within = min(100, max(0, value))
            clipped += within != value
            assert getattr(shown[code], name) == round(within, 1), (code, name)
    assert clipped, "no interval reaches beyond the scale, so clipping is not tried"
    assert len({one.score for one in shown.values()}) > 3


def test_works_and_reviewers_are_known_by_codes_only(taken):
    text = taken.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6 * 3 * len(judging.CRITERIA)
    assert {row["item"] for row in rows} == {f"N{n:03d}" for n in range(1, 7)}
    assert {row["reviewer"] for row in rows} == {"评委一", "评委二", "评委三"}
    assert {row["criterion"] for row in rows} == set(judging.CRITERIA)
    for words in (judging.AUTHOR, *judging.REVIEWERS, "云梦大学", "作品0"):
        assert words not in text, words


def test_one_reviewer_keeps_one_code_within_the_file(taken):
    rows = csv.DictReader(io.StringIO(taken.decode("utf-8-sig")))
    cells = {(row["item"], row["reviewer"], row["criterion"]): float(row["score"]) for row in rows}
    per_reviewer = {}
    for (_, reviewer, _), score in cells.items():
        per_reviewer.setdefault(reviewer, []).append(score)
    means = {name: sum(scores) / len(scores) for name, scores in per_reviewer.items()}
    assert min(means.values()) + 10 < sorted(means.values())[1], "the hard one is one and the same"


def test_what_does_not_count_on_the_page_is_not_in_the_file(as_, officer_user, works, call):
    BlindCopy.objects.filter(entry=works[0]).delete()
    Review.objects.filter(entry=works[1]).update(state="scoring")
    Review.objects.filter(entry=works[2]).update(scores={"direction": 5})
    client = as_(officer_user)
    text = client.get(f"/calls/{call.pk}/meeting/ratings.csv").content.decode("utf-8-sig")
    items = {row["item"] for row in csv.DictReader(io.StringIO(text))}
    assert items == {f"第 {works[0].pk} 号", "N004", "N005", "N006"}


def test_without_reviews_there_is_nothing_to_take(as_, officer_user, works, call):
    client = as_(officer_user)
    answer = client.get(f"/calls/{call.pk}/meeting/ratings.csv?track=light")
    assert answer.status_code == 403
    assert "没有可以下载的评分" in answer.content.decode()
    assert "ratings.csv" in client.get(f"/calls/{call.pk}/meeting/").content.decode()


def test_nobody_else_takes_them(as_, campus_user, works, call):
    assert as_(campus_user).get(f"/calls/{call.pk}/meeting/ratings.csv").status_code == 403
