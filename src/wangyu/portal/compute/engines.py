"""The engines by name: one file each, and this table."""

from __future__ import annotations

from wangyu.portal.compute import assign, calibrate, draw, originality, score
from wangyu.portal.compute.engine import Engine

ENGINES: dict[str, Engine] = {
    module.ENGINE.name: module.ENGINE for module in (assign, calibrate, draw, originality, score)
}
