"""Where a service beside the platform listens, as a setting writes it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from wangyu.base.core.conf import SettingError, raw


@dataclass(frozen=True, slots=True)
class Place:
    family: socket.AddressFamily
    address: str | tuple[str, int]


def place(name: str) -> Place | None:
    """``unix:/run/clamav/clamd.ctl`` or ``tcp:127.0.0.1:3310``; None when nothing is written."""
    text = raw(name)
    if not text:
        return None
    kind, _, rest = text.partition(":")
    if kind == "unix" and rest.startswith("/"):
        return Place(socket.AF_UNIX, rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16:
        return Place(
            socket.AF_INET6 if ":" in host else socket.AF_INET, (host.strip("[]"), int(port))
        )
    raise SettingError(
        f"{name}={text} 不对，应写作 unix:/run/clamav/clamd.ctl 或 tcp:127.0.0.1:3310 的样子"
    )
