"""Ways of an upload that comes in pieces: begun, sent on, ended, given up (tus 1.0)."""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable
from typing import Any

from tests.house.way import Way, own
from tests.house.working import upload
from tests.house.world import World
from wangyu.base.core.files import partial
from wangyu.records.evidence.models import Upload

WHOLE = "佐证材料\n".encode() * 30
HALF = len(WHOLE) // 2
VERSION = {"Tus-Resumable": "1.0.0"}
NAME = base64.b64encode("佐证.txt".encode()).decode()
PIECE_TYPE = "application/offset+octet-stream"


def piece_at(offset: int) -> dict[str, str]:
    return VERSION | {"Content-Type": PIECE_TYPE, "Upload-Offset": str(offset)}


def come(length: int) -> Callable[[World], Any]:
    """So much has come of it."""

    def prepare(world: World) -> None:
        Upload.objects.filter(key=own(world, "upload")).update(
            size=len(WHOLE), name="佐证.txt", ended_at=None, refused=""
        )
        path = partial.path_of(upload(world).key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WHOLE[:length])

    return prepare


ANNOUNCED = VERSION | {"Upload-Length": str(len(WHOLE)), "Upload-Metadata": f"filename {NAME}"}
piece: Callable[..., Way] = functools.partial(
    Way, "evidence:one_upload", "officer", keyed=False, method="PATCH"
)
FIRST = piece(prepare=come(0), headers=piece_at(0), body=WHOLE[:HALF], note="first")
LAST = piece(prepare=come(HALF), headers=piece_at(HALF), body=WHOLE[HALF:], note="last")
OTHERWISE = piece(
    prepare=come(HALF), headers=piece_at(HALF) | {"X-HTTP-Method-Override": "PATCH"},
    body=WHOLE[HALF:], method="POST", note="through a network that knows posts only",
)  # fmt: skip
SENT = [FIRST, LAST, OTHERWISE]
BEGUN = Way("evidence:uploads", "officer", keyed=False, headers=ANNOUNCED, body=b"")
GIVEN_UP = [
    piece(prepare=come(HALF), headers=VERSION, method="DELETE", note="given up"),
    Way("evidence:discard_upload", "officer", prepare=come(HALF), keyed=False),
]
PIECES = [*SENT, BEGUN, *GIVEN_UP]
