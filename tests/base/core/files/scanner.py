"""A scanner that speaks as clamd(8) does, knows one virus by its bytes, and takes so much."""

from __future__ import annotations

import socketserver
import struct
from dataclasses import dataclass, field

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = "ClamAV 1.0.7/27450/Thu Nov 26 08:00:00 2026"


@dataclass
class Manner:
    limit: int = 1 << 20
    version: str = VERSION
    answers: str = ""
    """Says this whatever it is asked; "nothing" hangs up."""
    seen: list[bytes] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        said = self._said()
        if said != "nothing":
            self.wfile.write(said.encode() + b"\0")

    def _said(self) -> str:
        manner: Manner = vars(self.server)["manner"]
        command = self._word()
        if manner.answers:
            return manner.answers
        if command == b"zVERSION":
            return manner.version
        data = self._stream(manner.limit)
        if data is None:
            return "INSTREAM size limit exceeded. ERROR"
        manner.seen.append(data)
        return "stream: Eicar-Test-Signature FOUND" if EICAR in data else "stream: OK"

    def _word(self) -> bytes:
        word = b""
        while not word.endswith(b"\0"):
            word += self.rfile.read(1)
        return word[:-1]

    def _stream(self, limit: int) -> bytes | None:
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > limit:
                return None
        return data


class Scanner(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.manner = Manner()
