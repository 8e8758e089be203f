"""A file that comes in pieces, with an error at any statement of any of its requests.

What the platform says has come is what has come, byte for byte; and whoever asks and sends on, as
the protocol has it, gets the file entered once.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.endpoints import matrix
from tests.house.faults import contents, files, parts, run, undone
from tests.house.pieces import BEGUN, GIVEN_UP, HALF, SENT, VERSION, WHOLE, piece_at
from tests.house.test_faults import _quick, not_the_log, require_said
from tests.house.way import Way, own
from tests.house.world import World
from wangyu.records.evidence.models import File, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
__all__ = ["_quick"]


def numbers(way: Way, world: World) -> list[int]:
    """Of the statements of a request that succeeds."""
    with undone():
        answer, took = run(lambda: way.send(world, {}))
        assert answer.status_code in {201, 204, 302}, answer.content
    return list(range(1, len(took.asked) + 1))


def told(world: World) -> int | None:
    """How far the file has come, as its sender is told; None when there is none."""
    url = matrix()["evidence:one_upload"].url(world)
    answer = world.send("officer", "HEAD", url, headers=VERSION)
    return int(answer["Upload-Offset"]) if answer.status_code == 200 else None


def send_on(world: World, offset: int) -> Any:
    url = matrix()["evidence:one_upload"].url(world)
    return world.send("officer", "PATCH", url, WHOLE[offset:], piece_at(offset))


def come(world: World) -> bytes:
    return parts()[own(world, "upload")]


@pytest.mark.parametrize("way", SENT, ids=lambda way: way.id)
def test_what_has_come_is_kept_and_the_rest_is_taken(way: Way, world: World) -> None:
    with undone():
        way.prepare(world)
        before, stored = come(world), files()
        for n in numbers(way, world):
            with undone():
                answer, _ = run(lambda: way.send(world, {}), n)
                require_said(answer, f"第 {n} 句")
                reached = told(world)
                assert reached is not None, n
                if reached < len(WHOLE):
                    assert come(world)[:reached] == WHOLE[:reached], n
                    assert reached >= len(before), n
                    assert send_on(world, reached).status_code == 204, n
                assert told(world) == len(WHOLE), n
                assert once_entered(world, stored), n


def once_entered(world: World, stored: set[str]) -> bool:
    upload = Upload.objects.get(key=own(world, "upload"))
    file = File.objects.get(pk=upload.result)
    new = files() - stored
    return (
        file.size == len(WHOLE)
        and new == {f"{file.stored_name[:2]}/{file.stored_name}"}
        and not parts()
    )


def test_one_that_cannot_be_begun_leaves_nothing(world: World) -> None:
    with undone():
        for n in numbers(BEGUN, world):
            with undone():
                before = contents(not_the_log())
                answer, _ = run(lambda: BEGUN.send(world, {}), n)
                require_said(answer, f"第 {n} 句")
                begun = Upload.objects.filter(ended_at=None)
                assert set(begun.values_list("key", flat=True)) == set(parts()), n
                assert begun.exists() or contents(before) == before, n
                assert BEGUN.send(world, {}).status_code == 201, n


@pytest.mark.parametrize("way", GIVEN_UP, ids=lambda way: way.id)
def test_one_that_cannot_be_given_up_is_there_whole(way: Way, world: World) -> None:
    with undone():
        way.prepare(world)
        for n in numbers(way, world):
            with undone():
                answer, _ = run(lambda: way.send(world, {}), n)
                require_said(answer, f"第 {n} 句")
                there = Upload.objects.filter(key=own(world, "upload")).exists()
                assert told(world) == (HALF if there else None), n
                assert come(world) == WHOLE[:HALF] if there else not parts(), n
                again = way.send(world, {})
                assert again.status_code in ({204, 302} if there else {404}), n
                assert (told(world), parts()) == (None, {}), n
