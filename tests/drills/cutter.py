"""A network between a client and a server that breaks again and again in the middle of sending."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

WITHOUT_FAREWELL = struct.pack("ii", 1, 0)
"""SO_LINGER: what is not yet delivered is thrown away, and the other side sees a reset."""


class Cutter(ThreadingTCPServer):
    """Ends a connection once so many bytes went out on it as the next cut says."""

    daemon_threads = True

    def __init__(self, port: int, cuts: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.port, self.cuts, self.passed = port, cuts, 0

    def is_cut(self, sent: int) -> bool:
        """After so many bytes of one connection."""
        if not self.cuts or sent < self.cuts[0]:
            return False
        del self.cuts[0]
        return True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Line(BaseRequestHandler):
    server: Cutter

    def handle(self) -> None:
        far = socket.create_connection(("127.0.0.1", self.server.port))
        with closing(far), closing(self.request), suppress(OSError):
            self._carry(self.request, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        sent = 0
        while True:
            for side in select.select([near, far], [], [])[0]:
                data = side.recv(65536)
                if not data:
                    return
                (far if side is near else near).sendall(data)
                if side is near:
                    sent += len(data)
                    self.server.passed += len(data)
            if self.server.is_cut(sent):
                self._break(near, far)
                return

    def _break(self, *sides: socket.socket) -> None:
        """Every other time without a farewell."""
        if len(self.server.cuts) % 2:
            for side in sides:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, WITHOUT_FAREWELL)


@contextmanager
def cutting(port: int, cuts: list[int]) -> Iterator[Cutter]:
    with Cutter(port, cuts) as cutter:
        threading.Thread(target=cutter.serve_forever, daemon=True).start()
        yield cutter
        cutter.shutdown()
